{#
  One row of evidence: the number that a query gives, and the query itself as a reader
  types it on the published file. The text between call and endcall is both, so the two
  cannot drift apart. `crosses` is a condition on holdings: the breaks of the months
  that the number compares; `until` is the last month of a span that the claim names,
  and `until_in` and `until_where` tell which rows must reach it.
#}
{% macro evidence(
    claim_id, evidence_id, what, unit, basis='', crosses='', until='',
    until_in='holdings', until_where="holder_code = '" ~ var('japan') ~ "'"
) %}
select
    '{{ claim_id }}' as claim_id,
    '{{ evidence_id }}' as evidence_id,
    '{{ what | replace("'", "''") }}' as what,
    (
        {{ caller() | trim }}
    )::double as value,
    '{{ unit }}' as unit,
    nullif('{{ basis }}', '') as basis,
    {%- if crosses %}
    (
        select string_agg(distinct break_id, ', ' order by break_id)
        from holdings
        where break_id is not null and ({{ crosses }})
    ) as breaks_crossed,
    {%- else %}
    null::varchar as breaks_crossed,
    {%- endif %}
    {%- if until %}
    coalesce((
        select max(reference_month) >= date '{{ until }}'
        from {{ until_in }}
        where {{ until_where }}
    ), false) as has_all_months,
    {%- else %}
    null::boolean as has_all_months,
    {%- endif %}
    '{{ (caller() | trim).replace("\n        ", "\n").replace("'", "''") }}' as query,
{% endmacro %}

{#
  Instruments of a claim on positions: the total, and long-term alone, since of an old
  vintage only that may be landed; rules then fall back on it (see `fact`).
#}
{% macro instruments() %}
{{ return([('total', '', ''), ('long_term', '_long_term', ', long-term only')]) }}
{% endmacro %}

{# A fact of a rule: that of the total, else that of long-term Treasuries. #}
{% macro fact(name) -%}
coalesce(map_extract(facts, '{{ name }}')[1], map_extract(facts, '{{ name }}_long_term')[1])
{%- endmacro %}
