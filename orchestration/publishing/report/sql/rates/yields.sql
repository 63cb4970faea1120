select
    reference_month,
    us_10y_average_pct,
    jp_10y_average_pct,
from market_monthly
where reference_month >= '2018-01-31'
order by reference_month desc
