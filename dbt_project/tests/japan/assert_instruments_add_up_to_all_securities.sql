-- Equity, long-term and short-term debt of 6pi-1 are its total, within the
-- rounding of four figures.
with

figures as (
    select * from {{ ref('stg_mof__portfolio_investment') }}
    where source = '6pi_1'
),

final as (
    select
        frequency,
        reference_date,
        side,
        sum(net_100mn_yen) filter (
            instrument <> 'total'
        ) as sum_of_parts_100mn_yen,
        max(net_100mn_yen) filter (instrument = 'total') as total_100mn_yen,
    from figures
    group by frequency, reference_date, side
)

select * from final
where
    abs(sum_of_parts_100mn_yen - total_100mn_yen) > 2
    or sum_of_parts_100mn_yen is null
    or total_100mn_yen is null
