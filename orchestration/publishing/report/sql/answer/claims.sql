-- Keys of breaks and of bases, in words.
{% from "macros/in_words.sql" import evidence_bases, in_words -%}
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
        {{ in_words('basis', evidence_bases, margin=8) }} as basis,
    from claim_evidence
    where basis is not null
),

bases_in_words as (
    select
        claim_id,
        'The figures are ' || string_agg(basis, ' and ' order by basis)
        || '.' as basis,
    from bases
    group by claim_id
)

select
    claims.claim_id,
    claims.claim,
    claims.verdict,
    claims.why,
    claims.as_of,
    claims.would_support,
    claims.would_contradict,
    claims.caveat,
    claims.caveat_of_figures,
    'Not in the record at hand: ' || claims.evidence_missing
    || '.' as evidence_missing,
    'The record ends within the months of: ' || claims.evidence_incomplete
    || '.' as evidence_incomplete,
    breaks_in_words.breaks_crossed,
    bases_in_words.basis,
    -- the rule names its evidence; which of two columns it reads is left out
    regexp_replace(
        claims.rule,
        'coalesce\(map_extract\(facts, ''(\w+)''\)\[1\], '
        'map_extract\(facts, ''\w+''\)\[1\]\)',
        '\1',
        'g'
    ) as rule_as_sql,
    'from claim_evidence where claim_id = ''' || claims.claim_id
    || '''' as evidence_query,
    count(*) over () as all_claims,
    count(*) filter (claims.verdict = 'supported') over () as supported,
    count(*) filter (claims.verdict = 'contradicted') over () as contradicted,
    count(*) filter (claims.verdict = 'mixed') over () as mixed,
    count(*) filter (claims.verdict = 'not testable') over () as not_testable,
from claims
left join breaks_in_words on claims.claim_id = breaks_in_words.claim_id
left join bases_in_words on claims.claim_id = bases_in_words.claim_id
order by claims.claim_number
