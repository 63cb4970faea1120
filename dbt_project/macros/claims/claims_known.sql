{#
  Verdicts on evidence that was known, and why in a sentence. Used for `claims` (known
  today) and `claims_as_of(date)`. The words of a claim are in `texts`; its rule is in
  the macro verdicts; what has no evidence is not testable by that alone. A sentence is
  its template with the names in braces replaced by the evidence they name.
#}
{% macro claims_known(claim_evidence, texts) %}
with

evidence as materialized (
    select * from {{ claim_evidence }}
),

facts as materialized (
    select
        claim_id,
        map(list(evidence_id), list(value)) as facts,
        map(list(evidence_id), list(value_in_words)) as words,
        string_agg(what, '; ' order by evidence_id) filter (
            value is null
        ) as evidence_missing,
        string_agg(what, '; ' order by evidence_id) filter (
            value is not null and not has_all_months
        ) as evidence_incomplete,
        array_to_string(list_sort(list_distinct(flatten(list(
            string_split(breaks_crossed, ', ')
        ) filter (breaks_crossed is not null)))), ', ') as breaks_crossed,
        string_agg(distinct basis, ', ' order by basis) as bases,
        max(known_on) as as_of,
    from evidence
    group by claim_id
),

verdicts as materialized (
    {{ verdicts() }}
),

texts as (
    select
        claim_id,
        claim_number,
        claim,
        would_support,
        would_contradict,
        caveat,
        why_template,
    from {{ texts }}
),

judged as materialized (
    select
        texts.*,
        verdicts.* exclude (claim_id),
    from texts
    left join verdicts on texts.claim_id = verdicts.claim_id
),

-- every other piece of a template is the name of evidence
pieces as (
    select
        claim_id,
        words,
        unnest(string_split(replace(why_template, '}', '{'), '{')) as piece,
        unnest(range(
            1, 1 + len(string_split(replace(why_template, '}', '{'), '{'))
        )) as place,
    from judged
),

sentences as (
    select
        claim_id,
        string_agg(
            case
                when place % 2 = 1 then piece
                else coalesce(
                    map_extract(words, piece)[1],
                    map_extract(words, piece || '_long_term')[1]
                    || ' (long-term only)',
                    '(not in the record)'
                )
            end,
            '' order by place
        ) as why,
    from pieces
    group by claim_id
),

final as (
    select
        judged.claim_id,
        judged.claim_number,
        judged.claim,
        judged.would_support,
        judged.would_contradict,
        coalesce(judged.verdict, 'not testable') as verdict,
        sentences.why,
        coalesce(
            judged.rule, 'not testable: no table of the record holds evidence'
        ) as rule,
        judged.as_of,
        judged.caveat,
        judged.evidence_missing,
        judged.evidence_incomplete,
        nullif(judged.breaks_crossed, '') as breaks_crossed,
        judged.bases,
        judged.why_template,
        'select * from claim_evidence where claim_id = '''
        || judged.claim_id || '''' as query,
    from judged
    inner join sentences on judged.claim_id = sentences.claim_id
)

select * from final
{% endmacro %}
