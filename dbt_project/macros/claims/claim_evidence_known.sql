{#
  All evidence, from tables that hold what was known: `known` says for each table where
  its rows come from. Used for `claim_evidence` (known today) and
  `claim_evidence_as_of(date)`. What is derived anew for a day is kept in memory, for a
  hundred queries read it; tables are read where they are, or the whole of them would be
  kept there too.
#}
{% macro claim_evidence_known(known, is_derived=false) %}
{%- set known_rows = [] -%}
{%- set numbers -%}
    {{ evidence_on_holdings(known_rows) }}
    union all
    {{ evidence_on_flows(known_rows) }}
    union all
    {{ evidence_on_policy(known_rows) }}
    union all
    {{ evidence_on_interventions(known_rows) }}
    union all
    {{ evidence_on_rates(known_rows) }}
    union all
    {{ evidence_on_others(known_rows) }}
    union all
    {{ evidence_on_the_world(known_rows) }}
    union all
    {{ evidence_on_markets(known_rows) }}
{%- endset -%}
with

{%- for name, rows in known.items() %}
{{ name }} as {{ 'materialized' if is_derived else 'not materialized' }} (
    {{ rows }}
),
{% endfor %}
numbers as materialized (
    {{ numbers }}
),

clocks as materialized (
    {{ clocks_of(known_rows) }}
),

caveats as materialized (
    {{ caveats_of(known_rows) }}
),

rows_read as (
    select
        claim_id,
        evidence_id,
        unnest(rows_read) as place,
    from numbers
),

dated as (
    select
        rows_read.claim_id,
        rows_read.evidence_id,
        max(clocks.known_on) as known_on,
        string_agg(clocks.breaks_crossed, ', ') as breaks_crossed,
        string_agg(distinct caveats.caveat, ' ') as caveat,
    from rows_read
    inner join clocks on rows_read.place = clocks.place
    left join caveats on rows_read.place = caveats.place
    group by rows_read.claim_id, rows_read.evidence_id
),

final as (
    select
        numbers.claim_id,
        numbers.evidence_id,
        numbers.what,
        numbers.value,
        numbers.unit,
        {{ value_in_words() }} as value_in_words,
        numbers.basis,
        dated.breaks_crossed,
        dated.caveat,
        numbers.has_all_months,
        case when numbers.value is not null then dated.known_on end as known_on,
        numbers.query,
    from numbers
    left join dated
        on
            numbers.claim_id = dated.claim_id
            and numbers.evidence_id = dated.evidence_id
)

select * from final
{% endmacro %}
