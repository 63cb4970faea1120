-- One long SQL of all claims, with more nodes than SQLFluff takes by default.
-- sqlfluff:max_parse_nodes:300000
-- SQL: macros/claims/claim_evidence_known.sql.
-- It is a macro because the post-hook makes claim_evidence_as_of(date) in the
-- published file of it: the same SQL on what was known on another day.
{{ config(post_hook="{{ claim_evidence_as_of() }}") }}
{%- set known = {
    'flow_vintages': 'select * from ' ~ ref('holder_flows_vintages')
        ~ ' where known_to is null',
    'reserve_currency_shares':
        'select * from ' ~ ref('reserve_currency_shares'),
} -%}
{%- for model in [
    'holdings', 'holder_flows', 'turning_points', 'funding_ratio', 'co_selling',
    'market_monthly', 'policy_rates', 'hedged_yields_monthly',
    'mortgage_spread_weekly', 'japan_foreign_securities_purchases',
    'japan_reserves', 'yield_impact_scenarios', 'events', 'event_study_daily',
    'holder_groups',
] %}
{%- set _ = known.update({model: 'select * from ' ~ ref(model)}) %}
{%- endfor %}
{{ claim_evidence_known(known) }}
order by claim_id, evidence_id
