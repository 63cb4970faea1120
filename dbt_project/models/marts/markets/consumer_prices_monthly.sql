with

series as (
    select * from {{ ref('stg_fred__market_series') }}
    where concept = 'consumer_prices'
),

final as (
    select
        this_month.date as reference_month,
        this_month.country,
        this_month.figure as price_index,
        -- joined by date: where the month a year ago is missing, there is none
        round(100 * (this_month.figure / year_ago.figure - 1), 6)
            as inflation_12m_pct,
        'fred_' || this_month.series as source,
        this_month.source_sha256,
        this_month.line_number,
    from series as this_month
    left join series as year_ago
        on
            this_month.series = year_ago.series
            and last_day(this_month.date - interval 1 year) = year_ago.date
)

select * from final
order by reference_month
