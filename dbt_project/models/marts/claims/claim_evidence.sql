-- SQL: macros/claims/claim_evidence_known.sql.
-- It is a macro because the post-hook makes claim_evidence_as_of(date) in the
-- published file of it: the same SQL on what was known on another day.
{{ config(post_hook="{{ claim_evidence_as_of() }}") }}
{{
    claim_evidence_known({
        'holdings': 'select * from ' ~ ref('holdings'),
        'holder_flows': 'select * from ' ~ ref('holder_flows'),
        'funding_ratio': 'select * from ' ~ ref('funding_ratio'),
        'co_selling': 'select * from ' ~ ref('co_selling'),
        'market_monthly': 'select * from ' ~ ref('market_monthly'),
        'policy_rates': 'select * from ' ~ ref('policy_rates'),
        'hedged_yields_monthly': 'select * from ' ~ ref('hedged_yields_monthly'),
        'mortgage_spread_weekly': 'select * from ' ~ ref('mortgage_spread_weekly'),
        'japan_foreign_securities_purchases':
            'select * from ' ~ ref('japan_foreign_securities_purchases'),
        'yield_impact_scenarios': 'select * from ' ~ ref('yield_impact_scenarios'),
    })
}}
order by claim_id, evidence_id
