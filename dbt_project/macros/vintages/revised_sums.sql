{#
  By how much sums of net purchases were revised from each landed vintage of a file to
  the next. check_claim asks it for the months of a claim, int_usual_revisions for the
  windows of holder_change_windows: one rule of what is too small to tell.
#}
{% macro pairs_of_vintages(flows) -%}
select
    source,
    known_from as older,
    lead(known_from) over (partition by source order by known_from) as newer,
from {{ flows }}
where measure = 'net_purchases'
group by source, known_from
{%- endmacro %}

{% macro revised_from_one_to_the_next(pairs, flows) -%}
select
    pairs.source,
    pairs.older,
    before.holder_code,
    before.instrument,
    before.reference_month,
    after.value_usd_mn - before.value_usd_mn as revision_usd_mn,
from {{ pairs }} as pairs
inner join {{ flows }} as before
    on
        pairs.source = before.source
        and pairs.older >= before.known_from
        and pairs.older < coalesce(before.known_to, date '9999-12-31')
inner join {{ flows }} as after
    on
        pairs.source = after.source
        and pairs.newer >= after.known_from
        and pairs.newer < coalesce(after.known_to, date '9999-12-31')
        and before.reference_month = after.reference_month
        and before.holder_code = after.holder_code
        and before.instrument = after.instrument
        and before.measure = after.measure
where before.measure = 'net_purchases'
{%- endmacro %}

{# Figures of the last months are revised in every release, of a year in some. #}
{% macro age_class(month, day) -%}
case
    when datediff('month', {{ month }}, {{ day }}) <= 4 then 1
    when datediff('month', {{ month }}, {{ day }}) <= 14 then 2
    else 3
end
{%- endmacro %}

{# What nine tenths of such sums, whole millions, were revised by at most. #}
{% macro usual_revision(revision) -%}
round(quantile_cont(abs({{ revision }}), 0.9), 1)
{%- endmacro %}
