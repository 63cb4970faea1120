-- Month-end pairs of the yen and the 10-year gap, in logs and in differences; a
-- difference needs the month before.
with

months as (
    select
        reference_month,
        us_jp_10y_spread_month_end_pct as gap_pct,
        unnest(['noon_new_york', 'ecb_reference']) as fixing,
        unnest([
            usdjpy_noon_new_york_month_end, usdjpy_ecb_reference_month_end
        ]) as usdjpy,
    from {{ ref('market_monthly') }}
),

numbered as (
    select
        *,
        (year(reference_month) * 12 + month(reference_month))::integer
            as month_number,
        round(100 * ln(usdjpy), 6) as log_usdjpy,
    from months
    where gap_pct is not null and usdjpy is not null
),

final as (
    select
        *,
        case
            when lag(month_number) over by_month = month_number - 1
                then log_usdjpy - lag(log_usdjpy) over by_month
        end as log_usdjpy_change,
        case
            when lag(month_number) over by_month = month_number - 1
                then gap_pct - lag(gap_pct) over by_month
        end as gap_change_pct,
    from numbered
    window by_month as (partition by fixing order by month_number)
)

select * from final
order by fixing, reference_month
