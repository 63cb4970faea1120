select
    reference_month,
    usdjpy_noon_new_york_average,
from market_monthly
where
    reference_month >= '2018-01-31'
    and usdjpy_noon_new_york_average is not null
order by reference_month desc
