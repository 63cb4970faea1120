{#
  Table macros that ship inside the published file: what was known on a day. They call
  their tables by plain names, because a person may open the file under any name, and
  are made by the tables whose text they share.
#}
{% macro known_on_the_day() %}
known_from <= as_of::date and (known_to is null or known_to > as_of::date)
{% endmacro %}

{% macro holdings_as_of() %}
create or replace macro {{ target.schema }}.holdings_as_of(as_of) as table
{{ holdings_known(
    known_on_the_day(), 'holdings_vintages', 'holder_flows_vintages', 'holders',
    'series_breaks'
) }};
comment on macro table {{ target.schema }}.holdings_as_of is
'holdings as the public had them on a day: select * from holdings_as_of(date ''2023-03-31''). Columns and grain of holdings, without what other sources say. A day before the first landed vintage returns nothing.'
{% endmacro %}

{% macro holder_flows_as_of() %}
create or replace macro {{ target.schema }}.holder_flows_as_of(as_of) as table
{{ reported_flows_known(
    known_on_the_day(), 'holdings_as_of(as_of)', 'holder_flows_vintages', 'holders',
    'series_breaks'
) }};
comment on macro table {{ target.schema }}.holder_flows_as_of is
'holder_flows as the public could compute them on a day: select * from holder_flows_as_of(date ''2026-04-15''). Columns and grain of holder_flows, without estimates.'
{% endmacro %}

{% macro funding_ratio_as_of() %}
create or replace macro {{ target.schema }}.funding_ratio_as_of(as_of) as table
{{ funding_ratio_known(
    'known_by <= as_of::date', 'interventions', 'holder_flows_as_of(as_of)'
) }};
comment on macro table {{ target.schema }}.funding_ratio_as_of is
'funding_ratio as the public could compute it on a day: select * from funding_ratio_as_of(date ''2026-06-18''). Columns and grain of funding_ratio. Interventions count from known_by on, the day by which their amount was out.'
{% endmacro %}
