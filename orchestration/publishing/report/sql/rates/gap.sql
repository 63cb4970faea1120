select
    reference_month,
    us_jp_2y_spread_average_pct,
    us_jp_10y_spread_average_pct,
    us_jp_30y_spread_average_pct,
from market_monthly
where
    reference_month >= '2018-01-31'
    -- the average of a month that is not over is one of a few days
    and us_jp_10y_spread_month_end_pct is not null
order by reference_month desc
