with

yields as (
    select * from {{ ref('yields') }}
    where tenor_months in (24, 120, 360) and isodow(date) <= 5
),

observed as (
    select
        date,
        tenor_months,
        max(par_yield_pct) filter (country = 'US') as us_printed_pct,
        max(par_yield_pct) filter (country = 'JP') as jp_printed_pct,
        max(date) filter (country = 'US') as us_printed_on,
        max(date) filter (country = 'JP') as jp_printed_on,
    from yields
    where country in ('US', 'JP')
    group by date, tenor_months
),

-- The newest figure of each country on or before the day, and whether its
-- record goes on: a holiday is filled, the end of a record is not.
filled_forward as (
    select
        *,
        last_value(us_printed_pct ignore nulls) over earlier as us_yield_pct,
        last_value(us_printed_on ignore nulls) over earlier as us_date,
        max(us_printed_on) over (partition by tenor_months) as us_newest_date,
        last_value(jp_printed_pct ignore nulls) over earlier as jp_yield_pct,
        last_value(jp_printed_on ignore nulls) over earlier as jp_date,
        max(jp_printed_on) over (partition by tenor_months) as jp_newest_date,
    from observed
    window earlier as (
        partition by tenor_months
        order by date
        rows between unbounded preceding and current row
    )
),

final as (
    select
        date,
        (tenor_months / 12)::integer as tenor_years,
        us_yield_pct,
        jp_yield_pct,
        round(us_yield_pct - jp_yield_pct, 6) as us_jp_spread_pct,
        case
            when us_date < date then 'US'
            when jp_date < date then 'JP'
        end as filled_country,
        case
            when us_date < date then us_date
            when jp_date < date then jp_date
        end as filled_from_date,
    from filled_forward
    where
        date - us_date <= 3
        and date - jp_date <= 3
        and date <= us_newest_date
        and date <= jp_newest_date
)

select * from final
order by tenor_years, date
