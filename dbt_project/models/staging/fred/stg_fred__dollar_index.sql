with

{{ newest_cells('fred_series') }},

final as (
    select
        newest.date,
        newest.figure as broad_dollar_index,
        newest.source_sha256,
        newest.line_number,
    from newest
    where newest.series = 'DTWEXBGS'
)

select * from final
