with

{{ newest_cells('fred_series') }},

series as (
    select * from {{ ref('fx_series') }}
),

final as (
    select
        newest.date,
        series.currency,
        -- H.10 quotes some currencies as dollars per unit
        case series.quote
            when 'units_per_usd' then newest.figure
            when 'usd_per_unit' then 1 / newest.figure
        end as units_per_usd,
        'noon_new_york' as fixing,
        newest.source_sha256,
        newest.line_number,
    from newest
    inner join series
        on newest.series = series.series
    where series.quote in ('units_per_usd', 'usd_per_unit')
)

select * from final
