{#
  One row of evidence: the number that a query gives, and the query itself as a reader
  types it on the published file. The text between call and endcall is both, so the two
  cannot drift apart. `rows` names the rows that the number rests on, a condition for
  each table: since when they are known, which breaks of holdings lie among them, and
  what is to be known of their holders; they are gathered in `known_rows`, so that each table is read once for all numbers.
  `until` is the last month of a span that the claim names, and `until_in` and
  `until_where` tell which rows must reach it.
#}
{% macro evidence(
    known_rows, claim_id, evidence_id, what, unit, rows={}, basis='', until='',
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
    {%- if until %}
    coalesce((
        select max(reference_month) >= date '{{ until }}'
        from {{ until_in }}
        where {{ until_where }}
    ), false) as has_all_months,
    {%- else %}
    null::boolean as has_all_months,
    {%- endif %}
    {%- set own = [] %}
    {%- for table, condition in rows.items() %}
    {%- for read, clock in known_since(table) %}
    {%- set _ = own.append(
        place_among(known_rows, read, clock, condition, table == 'holdings') | int
    ) %}
    {%- endfor %}
    {%- endfor %}
    {{ own }}::integer[] as rows_read,
    '{{ (caller() | trim).replace("\n        ", "\n").replace("'", "''") }}' as query,
{% endmacro %}

{# Where a condition on a table stands among those gathered; a new one is added. #}
{% macro place_among(known_rows, read, clock, condition, with_breaks) %}
{#- no vintage of purchases says which months are complete: positions do -#}
{%- set wanted = (
    read, clock,
    condition | replace(' and is_complete_month', '')
    if read == 'flow_vintages' else condition,
    with_breaks,
) -%}
{%- if wanted not in known_rows -%}
{%- set _ = known_rows.append(wanted) -%}
{%- endif -%}
{{ known_rows.index(wanted) }}
{%- endmacro %}

{# For each condition gathered: since when its rows are known, and their breaks. #}
{% macro clocks_of(known_rows) %}
{%- for read, wanted in known_rows | groupby(0) %}
select
    unnest([
        {%- for each in wanted %}{{ known_rows.index(each) }}, {% endfor -%}
    ]) as place,
    unnest([
        {%- for each in wanted %}
        max({{ each[1] }}) filter ({{ each[2] }})::date,
        {%- endfor %}
    ]) as known_on,
    unnest([
        {%- for each in wanted %}
        {%- if each[3] %}
        string_agg(distinct break_id, ', ' order by break_id) filter ({{ each[2] }}),
        {%- else %}
        null::varchar,
        {%- endif %}
        {%- endfor %}
    ]) as breaks_crossed,
from {{ read }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{% endmacro %}

{# For each condition on holdings: what is to be known of the holders of its rows. #}
{% macro caveats_of(known_rows) %}
{%- set wanted = known_rows | selectattr(0, 'equalto', 'holdings') | list %}
select
    unnest([
        {%- for each in wanted %}{{ known_rows.index(each) }}, {% endfor -%}
    ]) as place,
    unnest([
        {%- for each in wanted %}
        string_agg(distinct caveat, ' ' order by caveat) filter ({{ each[2] }}),
        {%- endfor %}
    ]) as caveat,
from holdings
-- few rows have one, and each condition reads them all
where caveat is not null
{% endmacro %}

{#
  Since when a row of a table is known: tables to read, and the column that says it. A
  month of the markets is known once it has ended. Flows rest on the positions beside
  them, too, for these alone say which months are complete; purchases of years long ago do
  not.
#}
{% macro known_since(table) %}
{{ return({
    'holdings': [('holdings', 'known_from')],
    'flows': [('holdings', 'known_from'), ('flow_vintages', 'known_from')],
    'purchases': [('flow_vintages', 'known_from')],
    'funding_ratio': [('funding_ratio', 'greatest(known_by, released_on)')],
    'japan_reserves': [('japan_reserves', 'captured_on')],
    'japan_foreign_securities_purchases':
        [('japan_foreign_securities_purchases', 'captured_on')],
    'market_monthly': [('market_monthly', 'reference_month')],
    'hedged_yields_monthly': [('hedged_yields_monthly', 'reference_month')],
    'mortgage_spread_weekly': [('mortgage_spread_weekly', 'date')],
    'policy_rates': [('policy_rates', 'date')],
    'events': [('events', 'coalesce(event_date, reference_month)')],
    'event_study_daily': [('event_study_daily', 'date')],
    'reserve_currency_shares':
        [('reserve_currency_shares', 'last_day(quarter_end + interval 3 month)')],
    'yield_impact_scenarios':
        [('yield_impact_scenarios', 'make_date(first_published_year, 1, 1)')],
}[table]) }}
{% endmacro %}

{#
  Instruments of a claim on positions: the total, and long-term alone, since of an old
  vintage only that may be landed; rules then fall back on it (see `fact`).
#}
{% macro instruments() %}
{{ return([('total', '', ''), ('long_term', '_long_term', ', long-term only')]) }}
{% endmacro %}

{#
  The two ends of what was bought: what is reported, and that with other change, which may
  be purchases that nobody reported. The second is null where a month lacks it.
#}
{% macro ends_of_purchases() %}
{{ return([
    ('net_purchases', 'sum(net_purchases_usd_mn)', 'Net purchases'),
    (
        'net_purchases_with_other',
        'case when count(net_purchases_usd_mn) = count(other_change_usd_mn)\n'
            ~ '            then sum(net_purchases_usd_mn + other_change_usd_mn) end',
        'Net purchases with what neither they nor prices explain',
    ),
]) }}
{% endmacro %}

{# A fact of a rule: that of the total, else that of long-term Treasuries. #}
{% macro fact(name) -%}
coalesce(map_extract(facts, '{{ name }}')[1], map_extract(facts, '{{ name }}_long_term')[1])
{%- endmacro %}

{# A fact of a rule that has no long-term twin. #}
{% macro only_fact(name) -%}
map_extract(facts, '{{ name }}')[1]
{%- endmacro %}

{#
  A number as a sentence has it: dollars in billions, changes with their sign, one of
  anything in the singular.
#}
{% macro value_in_words() %}
{%- set singular = {
    'months': 'month', 'days': 'day', 'countries': 'country', 'episodes': 'episode',
    'years': 'year', 'tests': 'test', 'events': 'event', 'change points': 'change point',
} -%}
replace(case
    when unit = 'USD million held'
        then '$' || format('{:,.1f}', round(value / 1000, 1)) || ' billion'
    when starts_with(unit, 'USD million')
        then if(value < 0, '-$', '+$') || format('{:,.1f}', round(abs(value) / 1000, 1))
            || ' billion' || substr(unit, 12)
    when unit = 'percentage points' then if(value < 0, '-', '+') || format('{:,.2f}', round(abs(value), 2)) || ' points'
    when unit = 'basis points' then format('{:,.1f}', round(value, 1)) || ' basis points'
    when unit = 'yen per US dollar' then if(value < 0, '-', '+') || format('{:,.1f}', round(abs(value), 1)) || ' yen per dollar'
    when unit = 'billion yen' then if(value < 0, '-', '+') || format('{:,.0f}', round(abs(value), 0)) || ' billion yen'
    when starts_with(unit, 'percent') then format('{:,.1f}', round(value, 1)) || ' %' || substr(unit, 8)
    when unit = 'place' then format('{:.0f}', value)
    when unit in ('ratio', 'correlation', 'probability') then format('{:,.2f}', round(value, 2))
    when unit = 'standard errors' then if(value < 0, '-', '+') || format('{:,.1f}', round(abs(value), 1)) || ' standard errors'
    {%- for many, one in singular.items() %}
    when unit = '{{ many }}'
        then format('{:,.0f}', round(value, 0)) || if(value = 1, ' {{ one }}', ' {{ many }}')
    {%- endfor %}
    else format('{:,.1f}', round(value, 1)) || ' ' || unit
end, '-', '−')
{% endmacro %}
