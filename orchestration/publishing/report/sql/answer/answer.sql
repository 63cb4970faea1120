{% from "macros/change_columns.sql" import change_columns -%}
with

windows as (
    select
        window_months,
        {{ change_columns() }}
        -- nine tenths of fewer than ten sums tell no more than the largest
        if(
            revisions_compared >= 10,
            round(usual_revision_usd_mn / 1000, 3),
            null
        ) as usual_revision_usd_bn,
    from holder_change_windows
    where holder_code = '42609' and instrument = 'total'
),

-- the month of a window in which most of its sum was bought or sold
main_months as (
    select
        windows.window_months,
        arg_max(
            flows.reference_month,
            flows.net_purchases_usd_mn * sign(windows.net_purchases_usd_bn)
        ) as main_month,
        max(flows.net_purchases_usd_mn * sign(windows.net_purchases_usd_bn))
        > 500 * abs(any_value(windows.net_purchases_usd_bn)) as is_most,
    from windows
    inner join holder_flows as flows
        on
            flows.reference_month
            between windows.first_month and windows.last_month
    where
        flows.holder_code = '42609'
        and flows.instrument = 'total'
        and flows.basis = 'slt_reported'
    group by windows.window_months
)

select
    windows.*,
    round(
        100 * abs(windows.net_purchases_usd_bn)
        / windows.closing_position_usd_bn,
        2
    ) as share_of_position_pct,
    if(main_months.is_most, main_months.main_month, null) as main_month,
from windows
left join main_months
    on windows.window_months = main_months.window_months
order by windows.window_months
