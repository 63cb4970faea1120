{% from "macros/in_words.sql" import evidence_units -%}
-- Dollars are in billions. A unit that only repeats what was asked is left
-- out; dollars are written in words, and one of anything in the singular.
with

claim_evidence_in_billions as (
    select
        claim_id,
        evidence_id,
        what,
        if(
            starts_with(unit, 'USD million'), round(value / 1000, 3), value
        ) as value,
        replace(unit, 'USD million', 'USD billion') as unit,
    from claim_evidence
)

select
    claims.claim_id,
    claims.claim,
    shown.evidence_id,
    shown.what,
    shown.value,
    shown.unit,
    case
        when shown.value is null then null
        {%- for unit, words in evidence_units.items() %}
        when shown.unit = '{{ unit }}'
        {%- if words is none %}
            then null
        {%- else %}
            then
                if(shown.value = 1, '{{ words[0] }}', '{{ words[1] }}')
        {%- endif %}
        {%- endfor %}
        else shown.unit
    end as unit_in_words,
from claim_evidence_in_billions as shown
inner join claims on shown.claim_id = claims.claim_id
where not ends_with(shown.evidence_id, '_long_term')
order by claims.claim_number, shown.evidence_id
