select
    last_month,
    months,
    slope_log_pct_per_point,
    r_squared,
    slope_standard_error,
from fx_rate_gap_model
where
    fit = 'first_difference'
    and span = 'rolling'
    and fixing = 'ecb_reference'
    and last_month >= '2012-01-31'
order by last_month desc
