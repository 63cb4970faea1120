-- By week: the printed net is what was acquired less what was disposed of,
-- within the rounding of three figures. Equity and long-term debt are the
-- subtotal, with bills the total.
with

figures as (
    select * from {{ ref('stg_mof__securities_weekly') }}
),

nets as (
    select
        week_ending,
        side,
        instrument as compared,
        net_100mn_yen as expected_100mn_yen,
        printed_net_100mn_yen as found_100mn_yen,
    from figures
    where instrument in ('equity', 'long_term', 'short_term')
),

sums as (
    select
        week_ending,
        side,
        'sums' as compared,
        sum(printed_net_100mn_yen) filter (
            instrument in ('equity', 'long_term')
        ) as bonds_and_equity,
        max(printed_net_100mn_yen) filter (
            instrument = 'short_term'
        ) as bills,
        max(printed_net_100mn_yen) filter (
            instrument = 'subtotal'
        ) as subtotal,
        max(printed_net_100mn_yen) filter (instrument = 'total') as total,
    from figures
    group by week_ending, side
),

final as (
    select * from nets
    union all
    select
        week_ending,
        side,
        compared,
        bonds_and_equity as expected_100mn_yen,
        subtotal as found_100mn_yen,
    from sums
    union all
    select
        week_ending,
        side,
        compared,
        subtotal + bills as expected_100mn_yen,
        total as found_100mn_yen,
    from sums
)

select * from final
where coalesce(abs(expected_100mn_yen - found_100mn_yen) > 1.5, true)
