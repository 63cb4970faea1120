select
    reference_month,
    us_10y_average_pct,
    jp_10y_average_pct,
    us_jp_10y_spread_average_pct,
    usdjpy_noon_new_york_average
from {{ ref('market_monthly') }}
where reference_month >= date '2021-12-31'
order by reference_month desc
