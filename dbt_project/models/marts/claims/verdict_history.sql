with

verdicts as (
    select * from {{ ref('int_verdicts_at_releases') }}
),

claims as (
    select * from {{ ref('claims') }}
),

final as (
    select
        verdicts.claim_id,
        claims.claim_number,
        claims.claim,
        verdicts.known_on::date as known_on,
        verdicts.verdict,
        verdicts.verdict_before,
        coalesce(
            verdicts.verdict <> verdicts.verdict_before, false
        ) as is_turn,
        verdicts.turned_by,
        verdicts.turned_by_in_words,
        'select * from claim_evidence_as_of(date ''' || verdicts.known_on::date
        || ''') where claim_id = ''' || verdicts.claim_id || '''' as query,
    from verdicts
    inner join claims
        on verdicts.claim_id = claims.claim_id
)

select * from final
order by claim_number, known_on
