{%- set rolling_months = 36 -%}
with

months as (
    select * from {{ ref('int_usdjpy_and_gap') }}
),

tests as (
    select * from {{ ref('int_usdjpy_and_gap_tests') }}
),

-- the one change of method that touches a 10-year yield
breaks as (
    select * from {{ ref('series_breaks') }}
    where break_id = 'ust-2021-12'
),

-- what is explained by what, in both forms
pairs as (
    select
        'level' as fit,
        fixing,
        reference_month,
        month_number,
        usdjpy,
        gap_pct,
        log_usdjpy as response,
        gap_pct as regressor,
    from months
    union all
    select
        'first_difference' as fit,
        fixing,
        reference_month,
        month_number,
        usdjpy,
        gap_pct,
        log_usdjpy_change as response,
        gap_change_pct as regressor,
    from months
    where log_usdjpy_change is not null
),

spans as (
    select
        fit,
        fixing,
        'all' as span,
        min(month_number) as first_number,
        max(month_number) as last_number,
    from pairs
    group by fit, fixing
    union all
    select
        fit,
        fixing,
        'rolling' as span,
        month_number - {{ rolling_months - 1 }} as first_number,
        month_number as last_number,
    from pairs
),

members as (
    select
        pairs.*,
        spans.span,
        spans.last_number,
    from spans
    inner join pairs
        on
            spans.fit = pairs.fit
            and spans.fixing = pairs.fixing
            and pairs.month_number
            between spans.first_number and spans.last_number
),

fits as (
    select
        fit,
        fixing,
        span,
        last_number,
        min(reference_month) as first_month,
        max(reference_month) as last_month,
        count(*)::integer as months,
        -- a regressor that does not vary has no slope
        nullif(regr_sxx(response, regressor), 0) as sum_of_squares,
        case
            when sum_of_squares is not null
                then regr_slope(response, regressor)
        end as slope,
        case
            when sum_of_squares is not null
                then regr_intercept(response, regressor)
        end as intercept,
        case
            when sum_of_squares is not null
                then regr_r2(response, regressor)
        end as r_squared,
        arg_max(usdjpy, month_number) as usdjpy,
        arg_max(gap_pct, month_number) as gap_pct,
    from members
    group by fit, fixing, span, last_number
    -- a rolling window is whole or it is none
    having span = 'all' or months = {{ rolling_months }}
),

residuals as (
    select
        fits.*,
        members.month_number,
        members.response
        - fits.intercept
        - fits.slope * members.regressor as residual,
    from fits
    inner join members
        on
            fits.fit = members.fit
            and fits.fixing = members.fixing
            and fits.span = members.span
            and fits.last_number = members.last_number
),

steps as (
    select
        *,
        residual - lag(residual) over (
            partition by fit, fixing, span, last_number
            order by month_number
        ) as step,
    from residuals
),

summary as (
    select
        fit,
        fixing,
        span,
        last_month,
        any_value(first_month) as first_month,
        any_value(months) as months,
        any_value(slope) as slope,
        any_value(intercept) as intercept,
        any_value(r_squared) as r_squared,
        sum(step * step) / nullif(sum(residual * residual), 0)
            as durbin_watson,
        sqrt(
            sum(residual * residual)
            / nullif(any_value(months) - 2, 0)
            / any_value(sum_of_squares)
        ) as slope_standard_error,
        any_value(usdjpy) as usdjpy,
        any_value(gap_pct) as gap_pct,
        arg_max(residual, month_number) as residual_log_pct,
    from steps
    group by fit, fixing, span, last_month
),

final as (
    select
        summary.fit,
        summary.fixing,
        summary.span,
        summary.last_month,
        summary.first_month,
        summary.months,
        round(summary.slope, 6) as slope_log_pct_per_point,
        round(summary.intercept, 6) as intercept_log_pct,
        round(summary.r_squared, 6) as r_squared,
        round(summary.durbin_watson, 6) as durbin_watson,
        case summary.fit
            when 'first_difference'
                then round(summary.slope_standard_error, 6)
        end as slope_standard_error,
        tests.slope_standard_error_robust,
        tests.cointegration_p_value,
        summary.usdjpy,
        summary.gap_pct,
        round(summary.residual_log_pct, 6) as residual_log_pct,
        case summary.fit
            when 'level' then round(
                exp(
                    (summary.intercept + summary.slope * summary.gap_pct) / 100
                ),
                4
            )
        end as fitted_usdjpy,
        breaks.break_id,
    from summary
    left join tests
        on
            summary.fit = tests.fit
            and summary.fixing = tests.fixing
            and summary.span = tests.span
    left join breaks
        on
            summary.first_month < breaks.effective_month
            and summary.last_month >= breaks.effective_month
)

select * from final
order by fit, fixing, span, last_month
