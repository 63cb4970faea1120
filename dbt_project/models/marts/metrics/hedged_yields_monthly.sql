{%- set tenors = {
    'us_10y': ('US', 120),
    'jp_10y': ('JP', 120),
    'jp_20y': ('JP', 240),
    'jp_30y': ('JP', 360),
} -%}
with

pairs as (
    select * from {{ ref('hedge_pairs') }}
),

short_rates as (
    select * from {{ ref('short_rates_monthly') }}
),

yields as (
    select * from {{ ref('yields') }}
),

fx_rates as (
    select * from {{ ref('fx_rates') }}
    where currency = 'JPY' and fixing = 'ecb_reference'
),

observed as (
    select
        date,
        {%- for name, (country, months) in tenors.items() %}
        case
            when country = '{{ country }}' and tenor_months = {{ months }}
                then par_yield_pct
        end as {{ name }}_pct,
        {%- endfor %}
    from yields
    where country in ('US', 'JP') and tenor_months in (120, 240, 360)
    union all by name
    select
        date,
        units_per_usd as usdjpy,
    from fx_rates
),

days as (
    select
        *,
        last_day(date) as reference_month,
    from observed
),

months as (
    select
        reference_month,
        {%- for series in tenors.keys() | list + ['usdjpy'] %}
        {%- set figure = series if series == 'usdjpy' else series ~ '_pct' %}
        {{ whole_month_average(figure) }} as {{ series }}_average,
        {{ month_end_figure(figure) }} as {{ series }}_month_end,
        {%- endfor %}
    from days
    group by reference_month
),

returns as (
    select
        date,
        ln(units_per_usd / lag(units_per_usd) over (order by date))
            as usdjpy_return,
    from fx_rates
),

-- A quarter's fixings, as long as the hedge; a shorter record has no risk.
risk_days as (
    select
        date,
        case
            when count(usdjpy_return) over quarter = 63
                then
                    100 * sqrt(252)
                    * stddev_samp(usdjpy_return) over quarter
        end as volatility_pct,
    from returns
    window quarter as (
        order by date rows between 62 preceding and current row
    )
),

risk as (
    select
        last_day(date) as reference_month,
        round(arg_max(volatility_pct, date), 6) as usdjpy_volatility_pct,
    from risk_days
    group by last_day(date)
),

costs as (
    select
        us_rates.reference_month,
        pairs.hedge_pair,
        pairs.us_short_rate,
        pairs.jp_short_rate,
        pairs.yields_taken,
        us_rates.rate_pct as us_short_rate_pct,
        jp_rates.rate_pct as jp_short_rate_pct,
        us_rates.tenor_months = jp_rates.tenor_months as tenors_match,
        us_rates.rate_pct - jp_rates.rate_pct as hedge_cost_pct,
    from pairs
    inner join short_rates as us_rates
        on
            pairs.us_short_rate = us_rates.short_rate
            and us_rates.country = 'US'
    inner join short_rates as jp_rates
        on
            pairs.jp_short_rate = jp_rates.short_rate
            and jp_rates.country = 'JP'
            and us_rates.reference_month = jp_rates.reference_month
),

with_yields as (
    select
        costs.*,
        {%- for series in tenors.keys() | list + ['usdjpy'] %}
        case costs.yields_taken
            when 'average' then months.{{ series }}_average
            when 'month_end' then months.{{ series }}_month_end
        end as {{ series }},
        {%- endfor %}
        risk.usdjpy_volatility_pct,
    from costs
    left join months
        on costs.reference_month = months.reference_month
    left join risk
        on costs.reference_month = risk.reference_month
),

final as (
    select
        hedge_pair,
        reference_month,
        us_short_rate,
        jp_short_rate,
        us_short_rate_pct,
        jp_short_rate_pct,
        tenors_match,
        yields_taken,
        round(hedge_cost_pct, 6) as hedge_cost_excl_basis_pct,
        us_10y as us_10y_pct,
        round(us_10y - hedge_cost_pct, 6) as us_10y_hedged_excl_basis_pct,
        {%- for years in [10, 20, 30] %}
        round(us_10y - hedge_cost_pct - jp_{{ years }}y, 6)
            as pickup_over_jgb_{{ years }}y_excl_basis_pct,
        {%- endfor %}
        usdjpy as usdjpy_ecb_reference,
        round(usdjpy * (1 + jp_10y / 100) / (1 + us_10y / 100), 6)
            as breakeven_usdjpy_1y,
        usdjpy_volatility_pct,
        round(hedge_cost_pct / usdjpy_volatility_pct, 6) as carry_to_risk,
    from with_yields
)

select * from final
order by hedge_pair, reference_month
