with

{{ newest_cells('fred_series') }},

series as (
    select * from {{ ref('market_series') }}
),

final as (
    select
        -- a month or quarter is named by its last day, on which a level holds
        case
            when series.stands_on = 'its_day' then newest.date
            when series.frequency = 'monthly' then last_day(newest.date)
            when series.frequency = 'quarterly'
                then last_day(newest.date + interval 2 month)
        end as date,
        series.series,
        series.concept,
        series.country,
        series.frequency,
        newest.figure * series.factor as figure,
        series.unit,
        newest.captured_at,
        newest.source_sha256,
        newest.line_number,
    from newest
    inner join series
        on newest.series = series.series
)

select * from final
