-- The keys of breaks and of bases are taken out of the caveats; columns of
-- their own say what they mean.
{% from "macros/in_words.sql" import bases, in_words -%}
with

breaks as (
    select distinct
        claim_evidence.claim_id,
        series_breaks.effective_month,
        series_breaks.reason,
    from claim_evidence
    inner join series_breaks
        on list_contains(
            string_split(claim_evidence.breaks_crossed, ', '),
            series_breaks.break_id
        )
),

breaks_in_words as (
    select
        claim_id,
        string_agg(
            'Crosses the break of ' || strftime(effective_month, '%B %Y')
            || ': ' || reason,
            ' '
            order by effective_month
        ) as breaks_crossed,
    from breaks
    group by claim_id
),

bases as (
    select distinct
        claim_id,
        {{ in_words('basis', bases, margin=8) }} as basis,
    from claim_evidence
    where basis is not null
),

bases_in_words as (
    select
        claim_id,
        'Net purchases are those '
        || string_agg(basis, ' and those ' order by basis) || '.' as basis,
    from bases
    group by claim_id
)

select
    claims.claim_id,
    claims.claim,
    claims.verdict,
    claims.as_of,
    claims.would_support,
    claims.would_contradict,
    nullif(
        trim(
            regexp_replace(
                claims.caveats, '(Crosses breaks|Bases): [^.]*\.', '', 'g'
            )
        ),
        ''
    ) as caveats,
    breaks_in_words.breaks_crossed,
    bases_in_words.basis,
    claims.rule,
from claims
left join breaks_in_words on claims.claim_id = breaks_in_words.claim_id
left join bases_in_words on claims.claim_id = bases_in_words.claim_id
order by claims.claim_number
