{#
  The rule of one claim, which turns its evidence into a verdict. The text between call
  and endcall is the rule, as it runs and as a reader sees it; facts maps evidence_id to
  value, null where the record has no such number. map_extract, since DuckDB 1.1 gives
  facts['name'] as a list. The words of the claim are in the seed article_claims.
#}
{% macro verdict(claim_id) %}
select
    facts.*,
    {{ caller() | trim }} as verdict,
    '{{ (caller() | trim).replace("'", "''") }}' as rule,
from facts
where claim_id = '{{ claim_id }}'
{% endmacro %}
