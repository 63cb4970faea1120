{#
  Verdicts on evidence that was known. Used for `claims` (known today) and
  `claims_as_of(date)`. Caveats name what is computed, too: numbers that the record
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

verdicts as materialized (
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
    from verdicts
)

select * from final
{% endmacro %}
