{#
  One claim: what it says, what would speak for and against it, and the rule that
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

{#
  Verdicts on evidence that was known. Used for `claims` (known today) and
  `claims_as_of(date)`. Caveats say what is computed too: numbers that the record
  lacks, breaks crossed, bases mixed.
#}
{% macro claims_known(claim_evidence, as_of) %}
{%- set rules = verdicts() -%}
{%- set in_order = [] -%}
{%- for part in rules.split("' as claim_id")[:-1] -%}
{%- set _ = in_order.append(part.split("'") | last) -%}
{%- endfor -%}
with

evidence as materialized (
    select * from {{ claim_evidence }}
),

facts as materialized (
    select
        claim_id,
        map(list(evidence_id), list(value)) as facts,
        string_agg(what, '; ' order by evidence_id) filter (
            value is null
        ) as missing,
        string_agg(what, '; ' order by evidence_id) filter (
            value is not null and not has_all_months
        ) as incomplete,
        array_to_string(list_sort(list_distinct(flatten(list(
            string_split(breaks_crossed, ', ')
        ) filter (breaks_crossed is not null)))), ', ') as breaks_crossed,
        list_sort(list(distinct basis) filter (basis is not null)) as bases,
    from evidence
    group by claim_id
),

judged as materialized (
    {{ rules }}
),

final as (
    select
        claim_id,
        list_position({{ in_order }}, claim_id)::integer as claim_number,
        claim,
        would_support,
        would_contradict,
        verdict,
        rule,
        {{ as_of }} as as_of,
        nullif(concat_ws(
            ' ',
            caveat,
            'Not in the record at hand: ' || missing || '.',
            'The record ends within the months of: ' || incomplete || '.',
            'Crosses breaks: ' || breaks_crossed || '.',
            case
                when len(bases) > 1
                    then 'Bases: ' || array_to_string(bases, ', ') || '.'
            end
        ), '') as caveats,
        'select * from claim_evidence where claim_id = ''' || claim_id
        || '''' as query,
    from judged
)

select * from final
{% endmacro %}
