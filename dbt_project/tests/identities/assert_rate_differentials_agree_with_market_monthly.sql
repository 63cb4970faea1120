-- Where no country is filled, the daily spreads are those that market_monthly
-- averages: as many days a month, and the same average, in its months.
{{ config(meta={'dagster': {'ref': {'name': 'rate_differentials_daily'}}}) }}

with

daily as (
    select
        last_day(date) as reference_month,
        tenor_years,
        count(*) as common_days,
        {{ month_average('us_jp_spread_pct') }} as average_pct,
    from {{ ref('rate_differentials_daily') }}
    where
        filled_country is null
        and last_day(date) <= (
            select max(markets.reference_month)
            from {{ ref('market_monthly') }} as markets
        )
    group by last_day(date), tenor_years
),

monthly as (
    {%- for years in [2, 10, 30] %}
    {{ 'union all' if not loop.first }}
    select
        reference_month,
        {{ years }} as tenor_years,
        common_days_{{ years }}y as common_days,
        us_jp_{{ years }}y_spread_average_pct as average_pct,
    from {{ ref('market_monthly') }}
    where common_days_{{ years }}y > 0
    {%- endfor %}
),

final as (
    select
        coalesce(daily.reference_month, monthly.reference_month)
            as reference_month,
        coalesce(daily.tenor_years, monthly.tenor_years) as tenor_years,
        daily.common_days as days_here,
        monthly.common_days as days_there,
        daily.average_pct as average_here_pct,
        monthly.average_pct as average_there_pct,
    from daily
    full outer join monthly
        on
            daily.reference_month = monthly.reference_month
            and daily.tenor_years = monthly.tenor_years
)

select * from final
where
    days_here is distinct from days_there
    or average_here_pct is distinct from average_there_pct
