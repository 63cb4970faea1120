{#
  Claims and evidence as known on a day, as table macros inside the published file. Markets are
  known from their own day on, so a month counts once it has ended; the balance of
  payments and the reserves once their file was captured, for older ones are not landed;
  reserve currencies at the end of the next quarter. co_selling and turning_points are
  computed on the newest vintage alone, so that an older day has none; studies count
  from the year of their first version on. Of holders other than Japan the
  claims need no more than these months, so an answer takes less than a second.
#}
{% macro claim_evidence_as_of() %}
{%- set by_the_day = 'reference_month <= as_of::date' -%}
{%- set newest = day_asked_for() ~ ' >= (select max(known_from) from main.holdings)' -%}
{%- set needed = "where (holder_code = '" ~ var('japan') ~ "'"
    ~ " or (reference_month >= date '2012-01-31' and instrument <> 'short_term'))" -%}
{%- set query = claim_evidence_known({
    'holdings_then': 'from holdings_as_of(as_of) ' ~ needed,
    'holdings': 'from holdings_then',
    'holder_flows': reported_flows_known(
        known_on_the_day(), 'holdings_then',
        '(from main.holder_flows_vintages ' ~ needed ~ ')', 'main.holders',
        'main.series_breaks'
    ),
    'flows_then': 'from holder_flows',
    'funding_ratio': funding_ratio_known(
        'known_by <= as_of::date', 'main.interventions', 'flows_then',
        'main.yields',
        '(from main.japan_reserves where captured_on <= as_of::date)',
        position_based_on_the_day('main.')
    ),
    'co_selling': 'from main.co_selling where ' ~ newest,
    'turning_points': 'from main.turning_points where ' ~ newest,
    'flow_vintages':
        'from main.holder_flows_vintages ' ~ needed
        ~ ' and ' ~ known_on_the_day(),
    'japan_reserves':
        'from main.japan_reserves where captured_on <= as_of::date',
    'reserve_currency_shares':
        'from main.reserve_currency_shares'
        ~ ' where last_day(quarter_end + interval 3 month) <= as_of::date',
    'events':
        'from main.events'
        ~ ' where coalesce(event_date, reference_month) <= as_of::date',
    'event_study_daily':
        'from main.event_study_daily where date <= as_of::date',
    'holder_groups': 'from main.holder_groups',
    'market_monthly': 'from main.market_monthly where ' ~ by_the_day,
    'policy_rates': 'from main.policy_rates where date <= as_of::date',
    'hedged_yields_monthly': 'from main.hedged_yields_monthly where ' ~ by_the_day,
    'mortgage_spread_weekly':
        'from main.mortgage_spread_weekly where date <= as_of::date',
    'japan_foreign_securities_purchases':
        'from main.japan_foreign_securities_purchases'
        ~ ' where captured_on <= as_of::date',
    'yield_impact_scenarios':
        'from main.yield_impact_scenarios'
        ~ ' where first_published_year <= year(as_of::date)',
}, is_derived=true) -%}
create or replace macro {{ target.schema }}.claim_evidence_as_of(as_of) as table
{{ query }};
comment on macro table {{ target.schema }}.claim_evidence_as_of is
'claim_evidence as the record stood on a day: from claim_evidence_as_of(date ''2024-12-31''). Columns and grain of claim_evidence; its queries read today''s tables. {{ edition_of(query) }}'
{% endmacro %}

{% macro claims_as_of() %}
create or replace macro {{ target.schema }}.claims_as_of(as_of) as table
{{ claims_known('claim_evidence_as_of(as_of)', 'main.claims') }};
comment on macro table {{ target.schema }}.claims_as_of is
'claims as the record stood on a day: from claims_as_of(date ''2024-12-31''). Columns and grain of claims.'
{% endmacro %}
