-- Form S counts what foreigners buy and sell, so that purchases less sales are
-- net purchases by foreigners, the sign of "net US sales" in the SLT tables.
with

cells as (
    select * from {{ raw_cells('tic_s1_globl') }}
    where measure in ('purchases_treasury', 'sales_treasury')
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

by_line as (
    select
        source_sha256,
        line_number,
        any_value(code) as holder_code,
        any_value(reference_date) as reference_month,
        max(cell_value) filter (
            measure = 'purchases_treasury'
        ) as gross_purchases_usd_mn,
        max(cell_value) filter (
            measure = 'sales_treasury'
        ) as gross_sales_usd_mn,
    from cells
    group by source_sha256, line_number
),

final as (
    select
        by_line.holder_code,
        by_line.reference_month,
        'long_term' as instrument,
        by_line.gross_purchases_usd_mn,
        by_line.gross_sales_usd_mn,
        by_line.gross_purchases_usd_mn
        - by_line.gross_sales_usd_mn as net_purchases_usd_mn,
        1.0::double as precision_usd_mn,
        's1_globl' as source,
        landed.released_on,
        landed.captured_at,
        landed.vintage,
        landed.is_latest_vintage,
        by_line.source_sha256,
        by_line.line_number,
    from by_line
    inner join landed
        on by_line.source_sha256 = landed.source_sha256
)

select * from final
