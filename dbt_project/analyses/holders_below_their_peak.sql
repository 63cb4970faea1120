select
    holder_name,
    reference_month,
    peak_month,
    drawdown_pct,
    net_sale_streak_months,
    net_sales_in_streak_usd_mn,
from {{ ref('turning_points') }}
where
    instrument = 'total'
    and holder_scope = 'country'
    and position_usd_mn >= 100000
qualify reference_month = max(reference_month) over ()
order by drawdown_pct
