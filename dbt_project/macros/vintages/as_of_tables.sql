{#
  Table macros that ship inside the published file: what was known on a day. They call
  their tables by plain names, because a person may open the file under any name, and
  are made by the tables whose text they share.
#}
{% macro known_on_the_day() %}
known_from <= {{ day_asked_for() }}
and (known_to is null or known_to > {{ day_asked_for() }})
{% endmacro %}

{#
  The last day whose release was out at the moment that was asked for. TIC is released at
  16:00 in Washington, at 09:00 before 16 September 2014: a day means after its release, a
  moment is Washington time.
#}
{% macro day_asked_for() -%}
case
    when length(as_of::varchar) <= 10 then as_of::date
    when as_of::date < date '2014-09-16'
        then (as_of::timestamp - interval 9 hour)::date
    else (as_of::timestamp - interval 16 hour)::date
end
{%- endmacro %}

{# The caveats that holdings has: their seed stays out of what is published elsewhere. #}
{% macro caveats_of_today() -%}
(
    select distinct
        holder_code,
        reference_month as first_month,
        reference_month as last_month,
        caveat,
    from main.holdings
    where caveat is not null
)
{%- endmacro %}

{#
  Name a text of SQL by its hash, in a macro's comment. DuckDB prints what a macro is
  made of in another order and with other quotes each time, so that its text cannot be
  compared; int_evidence_at_releases compares the comments.
#}
{% macro edition_of(query) -%}
SQL edition {{ local_md5(query)[:12] }}.
{%- endmacro %}

{% macro holdings_as_of() %}
{%- set query = holdings_known(
    known_on_the_day(), 'holdings_vintages', 'holder_flows_vintages', 'holders',
    'series_breaks', caveats_of_today(), day=day_asked_for()
) -%}
create or replace macro {{ target.schema }}.holdings_as_of(as_of) as table
{{ query }};
comment on macro table {{ target.schema }}.holdings_as_of is
'holdings as the vintages at hand had them on a day: select * from holdings_as_of(date ''2023-03-31''). A day means after its release; a moment, timestamp ''2026-06-18 12:00'', is Washington time, where TIC comes out at 16:00. Columns and grain of holdings, without what other sources say. The public may have had more: newest_release_at_hand is the newest release whose file has landed, and months_behind_public counts the months that releases says were out and that no landed file of that instrument reaches. A caveat is what is known of a holder''s figures today. A day before the first landed vintage returns nothing. {{ edition_of(query) }}'
{% endmacro %}

{% macro holder_flows_as_of() %}
create or replace macro {{ target.schema }}.holder_flows_as_of(as_of) as table
{{ reported_flows_known(
    known_on_the_day(), 'holdings_as_of(as_of)', 'holder_flows_vintages', 'holders',
    'series_breaks', ['newest_release_at_hand', 'months_behind_public']
) }};
comment on macro table {{ target.schema }}.holder_flows_as_of is
'holder_flows as the vintages at hand give them on a day: select * from holder_flows_as_of(date ''2026-04-15''). A day or a moment as in holdings_as_of; so are newest_release_at_hand and months_behind_public. Columns and grain of holder_flows, without estimates.'
{% endmacro %}

{% macro holder_securities_as_of() %}
create or replace macro {{ target.schema }}.holder_securities_as_of(as_of) as table
{{ securities_known(
    known_on_the_day(), 'figure_vintages', 'holders', 'series_breaks',
    caveats_of_today(), day=day_asked_for()
) }};
comment on macro table {{ target.schema }}.holder_securities_as_of is
'holder_securities as the vintages at hand had it on a day: select * from holder_securities_as_of(date ''2026-04-15''). A day or a moment as in holdings_as_of; so are newest_release_at_hand and, by security type, months_behind_public. Columns and grain of holder_securities.'
{% endmacro %}

{#
  Purchases taken from positions rest on durations of today, so that an older day has
  none and Form S is what it had.
#}
{% macro position_based_on_the_day(schema) -%}
(
    select
        holder_code,
        reference_month,
        instrument,
        position_based_net_purchases_usd_mn as net_purchases_usd_mn,
    from {{ schema }}holder_flows
    where as_of::date >= (select max(known_from) from {{ schema }}holdings)
)
{%- endmacro %}

{% macro funding_ratio_as_of() %}
create or replace macro {{ target.schema }}.funding_ratio_as_of(as_of) as table
{{ funding_ratio_known(
    'known_by <= as_of::date', 'interventions', 'holder_flows_as_of(as_of)',
    'yields', '(from japan_reserves where captured_on <= as_of::date)',
    position_based_on_the_day('')
) }};
comment on macro table {{ target.schema }}.funding_ratio_as_of is
'funding_ratio as the vintages at hand give it on a day: select * from funding_ratio_as_of(date ''2026-06-18''). Columns and grain of funding_ratio. Interventions count from known_by on, the day by which their amount was out. Bonds before 2023-02 are of Form S on every day but the newest, because purchases taken from positions rest on durations of today.'
{% endmacro %}
