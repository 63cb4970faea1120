{% from "macros/in_words.sql" import evidence_units -%}
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
        when claim_evidence.value is null then null
        {%- for unit, words in evidence_units.items() %}
        when claim_evidence.unit = '{{ unit }}'
        {%- if words is none %}
            then null
        {%- else %}
            then
                if(claim_evidence.value = 1, '{{ words[0] }}', '{{ words[1] }}')
        {%- endif %}
        {%- endfor %}
        else claim_evidence.unit
    end as unit_in_words,
from claim_evidence
inner join claims on claim_evidence.claim_id = claims.claim_id
where not ends_with(claim_evidence.evidence_id, '_long_term')
order by claims.claim_number, claim_evidence.evidence_id
