with

final as (
    select
        date,
        figure as mortgage_30y_pct,
        'fred_' || series as source,
        source_sha256,
        line_number,
    from {{ ref('stg_fred__market_series') }}
    where concept = 'mortgage_30y'
)

select * from final
order by date
