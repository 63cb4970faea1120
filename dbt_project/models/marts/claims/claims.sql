-- SQL: macros/claims/claims_known.sql.
-- It is a macro because the post-hook makes claims_as_of(date) in the
-- published file of it: the same SQL on what was known on another day.
{{ config(post_hook="{{ claims_as_of() }}") }}
{{ claims_known(ref('claim_evidence'), ref('article_claims')) }}
order by claim_number
