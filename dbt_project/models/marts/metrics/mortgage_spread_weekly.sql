with

mortgages as (
    select
        *,
        -- Thursday to Wednesday, and never the day of publication itself
        (date_trunc('week', date) - interval 4 day)::date as week_from,
        least(date - 1, (date_trunc('week', date) + interval 2 day)::date)
            as week_to,
    from {{ ref('mortgage_rates_weekly') }}
),

treasuries as (
    select
        date,
        par_yield_pct,
    from {{ ref('yields') }}
    where country = 'US' and tenor_months = 120
),

averaged as (
    select
        mortgages.date,
        mortgages.mortgage_30y_pct,
        mortgages.week_from,
        mortgages.week_to,
        round(avg(treasuries.par_yield_pct::decimal(18, 8)), 6)
            as us_10y_average_pct,
        count(treasuries.date)::integer as days_in_average,
    from mortgages
    left join treasuries
        on treasuries.date between mortgages.week_from and mortgages.week_to
    group by all
),

final as (
    select
        date,
        mortgage_30y_pct,
        us_10y_average_pct,
        round(mortgage_30y_pct - us_10y_average_pct, 6) as spread_pct,
        week_from,
        week_to,
        days_in_average,
    from averaged
)

select * from final
order by date
