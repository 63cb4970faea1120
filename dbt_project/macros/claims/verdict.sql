{#
  One claim: its text, what would support and contradict it, and the rule that
  turns its evidence into a verdict. The text between call and endcall is the rule, as
  it runs and as a reader sees it; facts maps evidence_id to value, null where the
  record has no such number. map_extract, since DuckDB 1.1 gives facts['name'] as a list.
#}
{% macro verdict(claim_id, claim, supports, contradicts, caveat='') %}
select
    '{{ claim_id }}' as claim_id,
    '{{ claim | replace("'", "''") }}' as claim,
    '{{ supports | replace("'", "''") }}' as would_support,
    '{{ contradicts | replace("'", "''") }}' as would_contradict,
    {{ caller() | trim }} as verdict,
    '{{ (caller() | trim).replace("'", "''") }}' as rule,
    nullif('{{ caveat | replace("'", "''") }}', '') as caveat,
    missing,
    incomplete,
    breaks_crossed,
    bases,
from facts
where claim_id = '{{ claim_id }}'
{% endmacro %}
