with

yields as (
    select * from {{ ref('yields') }}
),

series as (
    select * from {{ ref('stg_fred__market_series') }}
),

policy as (
    select * from {{ ref('stg_bis__policy_rates') }}
),

-- The shortest points of the two curves: Japan's begins with one year.
curve_days as (
    select
        date,
        last_day(date) as reference_month,
        case country when 'US' then par_yield_pct end as us_pct,
        case country when 'JP' then par_yield_pct end as jp_pct,
    from yields
    where
        (country = 'US' and tenor_months = 3)
        or (country = 'JP' and tenor_months = 12)
),

curves as (
    select
        reference_month,
        {{ whole_month_average('us_pct') }} as treasury_3m_average,
        {{ whole_month_average('jp_pct') }} as jgb_1y_average,
        {{ month_end_figure('us_pct') }} as treasury_3m_month_end,
        {{ month_end_figure('jp_pct') }} as jgb_1y_month_end,
    from curve_days
    group by reference_month
),

from_curves as (
    unpivot curves
    on
    treasury_3m_average,
    treasury_3m_month_end,
    jgb_1y_average,
    jgb_1y_month_end
    into name short_rate value rate_pct
),

final as (
    select
        reference_month,
        case
            when starts_with(short_rate, 'treasury') then 'US'
            when starts_with(short_rate, 'jgb') then 'JP'
        end as country,
        short_rate,
        rate_pct::double as rate_pct,
        case
            when starts_with(short_rate, 'treasury') then 3
            when starts_with(short_rate, 'jgb') then 12
        end::double as tenor_months,
        'yields' as source,
    from from_curves
    union all by name
    select
        date as reference_month,
        country,
        case concept
            when 'interbank_3m' then 'interbank_3m'
            when 'federal_funds_effective' then 'federal_funds_average'
        end as short_rate,
        figure as rate_pct,
        case concept
            when 'interbank_3m' then 3
            when 'federal_funds_effective' then 0
        end::double as tenor_months,
        'fred_' || series as source,
    from series
    where concept in ('interbank_3m', 'federal_funds_effective')
    union all by name
    select
        reference_month,
        country,
        'policy_rate_month_end' as short_rate,
        policy_rate_pct as rate_pct,
        0::double as tenor_months,
        'bis_policy_rates' as source,
    from policy
)

select * from final
order by country, short_rate, reference_month
