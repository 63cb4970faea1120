with

{{ newest_cells('mof_jgb') }},

series as (
    select * from {{ ref('yield_series') }}
    where raw_table = 'mof_jgb'
),

final as (
    select
        newest.date,
        series.country,
        series.tenor_months,
        newest.figure as par_yield_pct,
        series.source,
        newest.captured_at,
        newest.source_sha256,
        newest.line_number,
    from newest
    inner join series
        on newest.series = series.series
)

select * from final
