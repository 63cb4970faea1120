{{ config(post_hook="{{ claim_evidence_as_of() }}") }}
{{
    claim_evidence_known({
        'holdings': 'select * from ' ~ ref('holdings'),
        'holder_flows': 'select * from ' ~ ref('holder_flows'),
        'market_monthly': 'select * from ' ~ ref('market_monthly'),
    })
}}
order by claim_id, evidence_id
