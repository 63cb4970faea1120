with

returns as (
    select * from {{ ref('int_valuation_returns') }}
),

fitted as (
    select
        holder_code,
        any_value(holder_name) as holder_name,
        any_value(holder_scope) as holder_scope,
        min(reference_month) as first_month,
        max(reference_month) as last_month,
        count(*)::integer as months,
        round(regr_slope(valuation_return, yield_fall), 4) as duration_years,
        round(regr_r2(valuation_return, yield_fall), 4) as r_squared,
        round(
            100 * regr_intercept(valuation_return, yield_fall), 4
        ) as drift_pct_per_month,
    from returns
    group by holder_code
),

final as (
    select
        *,
        months >= 24 and r_squared >= 0.5 as is_usable,
    from fitted
    where months >= 12
)

select * from final
order by holder_code
