{#
  Verdicts on evidence that was known, and why in a sentence. Used for `claims` (known
  today) and `claims_as_of(date)`. The words of a claim are in `texts`; its rule is in
  the macro verdicts; what has no evidence is not testable by that alone. A sentence is
  its template with the names in braces replaced by the evidence they name, or where the
  first of them is not known the one for that case.
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
        string_agg(distinct caveat, ' ' order by caveat) as caveat_of_figures,
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
        why_without_evidence,
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
templates as (
    select
        claim_id,
        words,
        string_split(replace(why_template, '}', '{'), '{') as pieces,
        string_split(replace(why_without_evidence, '}', '{'), '{')
            as pieces_without_evidence,
    from judged
),

pieces as (
    select
        claim_id,
        words,
        case
            when map_extract(words, pieces[2])[1] is null
                then coalesce(pieces_without_evidence, pieces)
            else pieces
        end as chosen,
        unnest(chosen) as piece,
        unnest(range(1, 1 + len(chosen))) as place,
    from templates
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
        judged.caveat_of_figures,
        judged.evidence_missing,
        judged.evidence_incomplete,
        nullif(judged.breaks_crossed, '') as breaks_crossed,
        judged.bases,
        judged.why_template,
        judged.why_without_evidence,
        'select * from claim_evidence where claim_id = '''
        || judged.claim_id || '''' as query,
    from judged
    inner join sentences on judged.claim_id = sentences.claim_id
)

select * from final
{% endmacro %}
