-- A total is compared with what was landed of it, and, of files without that
-- total, with notes and bonds, which are most of it.
with

flows as (
    select * from {{ ref('holder_flows_vintages') }}
    where measure = 'net_purchases'
),

complete as (
    select max(reference_month) as last_month
    from {{ ref('int_reported_flows') }}
    where
        basis = 'slt_reported'
        and position_usd_mn is not null
        and is_complete_month
),

pairs as (
    {{ pairs_of_vintages('flows') | indent }}
),

revised as (
    {{ revised_from_one_to_the_next('pairs', 'flows') | indent }}
),

revised_sums as (
    {% for months in (1, 3, 12, 36) -%}
    select
        holder_code,
        instrument,
        older,
        {{ months }} as window_months,
        sum(revision_usd_mn) over (
            partition by source, older, holder_code, instrument
            order by reference_month
            rows between {{ months - 1 }} preceding and current row
        ) as revision_usd_mn,
        lag(reference_month, {{ months - 1 }})
            over (
                partition by source, older, holder_code, instrument
                order by reference_month
            )
        = last_day(reference_month - interval {{ months - 1 }} month)
            as is_whole,
        {{ age_class('reference_month', 'older') | indent(12) }}
        = {{ age_class(
            '(select last_month from complete)',
            '(select max(known_from) from flows)'
        ) | indent(12) }} as is_about_as_old,
    from revised
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

asked as (
    select
        *,
        unnest(
            if(instrument = 'long_term', ['long_term', 'total'], [instrument])
        ) as instrument_held,
    from revised_sums
    where is_whole and is_about_as_old
)

select
    holder_code,
    instrument_held as instrument,
    window_months,
    {{ usual_revision('revision_usd_mn') }} as usual_revision_usd_mn,
    max(abs(revision_usd_mn)) as largest_revision_usd_mn,
    count(*)::integer as revisions_compared,
    min(older) as oldest_vintage,
    max(older) as newest_vintage,
from asked
group by all
