select
    fit,
    fixing,
    first_month,
    last_month,
    months,
    slope_log_pct_per_point,
    slope_standard_error_robust,
    r_squared,
    durbin_watson,
    cointegration_p_value,
    residual_log_pct
from {{ ref('fx_rate_gap_model') }}
where span = 'all'
order by fixing, fit
