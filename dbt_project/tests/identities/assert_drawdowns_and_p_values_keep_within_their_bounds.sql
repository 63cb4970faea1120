-- A drawdown is at most zero; a p-value is above zero, for the record is among
-- the draws, and at most one; nobody sells after more shocks than there are; a
-- level fit has no standard error.
{{ config(meta={'dagster': {'ref': {'name': 'turning_points'}}}) }}

with

turning_points as (
    select * from {{ ref('turning_points') }}
),

co_selling as (
    select * from {{ ref('co_selling') }}
),

gap_model as (
    select * from {{ ref('fx_rate_gap_model') }}
),

final as (
    select
        'drawdown' as what,
        holder_code || ' ' || instrument || ' ' || reference_month as which,
        drawdown_pct as figure,
    from turning_points
    where drawdown_pct > 0 or drawdown_pct < -100
    union all
    select
        'p-value of a change' as what,
        holder_code || ' ' || instrument || ' ' || reference_month as which,
        change_p_value as figure,
    from turning_points
    where not (change_p_value > 0 and change_p_value <= 1)
    union all
    select
        'p-value of co-selling' as what,
        follower_code || ' ' || basis || ' ' || lag_months as which,
        p_value as figure,
    from co_selling
    where
        not (p_value > 0 and p_value <= 1)
        or p_value_adjusted < p_value
        or (p_value is null) <> (lift is null)
    union all
    select
        'sales after a shock' as what,
        follower_code || ' ' || basis || ' ' || lag_months as which,
        shock_months_sold as figure,
    from co_selling
    where
        shock_months_sold > shock_months
        or shock_months_sold > months_sold
        or months_sold > months
    union all
    select
        'fit of the yen' as what,
        fit || ' ' || fixing || ' ' || last_month as which,
        r_squared as figure,
    from gap_model
    where
        not (r_squared between 0 and 1)
        or not (durbin_watson between 0 and 4)
        -- no standard error of the level, whatever its fit
        or (
            fit = 'level'
            and (
                slope_standard_error is not null
                or slope_standard_error_robust is not null
            )
        )
)

select * from final
