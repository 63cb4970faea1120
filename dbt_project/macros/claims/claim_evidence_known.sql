{#
  All evidence, from tables that hold what was known: `known` says for each table where
  its rows come from. Used for `claim_evidence` (known today) and
  `claim_evidence_as_of(date)`.
#}
{% macro claim_evidence_known(known) %}
with

{%- for name, rows in known.items() %}
{{ name }} as materialized (
    {{ rows }}
),
{% endfor %}
final as (
    {{ evidence_on_holdings() }}
    union all
    {{ evidence_on_flows() }}
    union all
    {{ evidence_on_interventions() }}
    union all
    {{ evidence_on_rates() }}
    union all
    {{ evidence_on_others() }}
    union all
    {{ evidence_on_markets() }}
)

select * from final
{% endmacro %}
