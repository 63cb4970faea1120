{{ config(post_hook="{{ claims_as_of() }}") }}
{{
    claims_known(
        ref('claim_evidence'),
        '(select max(known_from) from ' ~ ref('holdings') ~ ')',
    )
}}
order by claim_id
