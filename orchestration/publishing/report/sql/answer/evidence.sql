-- A unit that only repeats what was asked is left out; dollars are written in
-- words, and one of anything in the singular.
select
    claims.claim_id,
    claims.claim,
    claim_evidence.evidence_id,
    claim_evidence.what,
    claim_evidence.value,
    claim_evidence.unit,
    case
        when
            claim_evidence.value is null
            or claim_evidence.unit in ('correlation', 'place', 'ratio')
            then null
        when claim_evidence.value = 1
            then
                regexp_replace(
                    regexp_replace(claim_evidence.unit, 'ies$', 'y'), 's$', ''
                )
        else replace(claim_evidence.unit, 'USD million', 'million dollars')
    end as unit_in_words,
from claim_evidence
inner join claims on claim_evidence.claim_id = claims.claim_id
where not ends_with(claim_evidence.evidence_id, '_long_term')
order by claims.claim_number, claim_evidence.evidence_id
