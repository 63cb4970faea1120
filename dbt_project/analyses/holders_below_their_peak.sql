select
    holder_name,
    reference_month,
    peak_month,
    drawdown_pct,
    net_sale_streak_months,
    net_sales_in_streak_usd_mn
from {{ ref('turning_points') }}
where
    instrument = 'total'
    and holder_scope = 'country'
    and position_usd_mn >= 100000
    and reference_month = (
        select max(drawdowns.reference_month)
        from {{ ref('turning_points') }} as drawdowns
        where
            drawdowns.instrument = 'total'
            and drawdowns.holder_scope = 'country'
            and drawdowns.position_usd_mn >= 100000
    )
order by drawdown_pct
