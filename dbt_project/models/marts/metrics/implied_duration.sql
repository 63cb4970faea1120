{#- the newest months in which an estimate has to beat its rival -#}
{%- set newest = 12 -%}
with

returns as (
    select * from {{ ref('int_valuation_returns') }}
),

tried as (
    select
        *,
        row_number() over (
            partition by holder_code order by reference_month desc
        ) <= {{ newest }} as is_newest,
    from {{ ref('int_valuation_out_of_sample') }}
    where own_usd_mn is not null
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

errors as (
    select
        holder_code,
        any_value(is_usable) as is_usable,
        count(*)::integer as months_out_of_sample,
        round(
            sum(abs(own_usd_mn - published_usd_mn)::decimal(18, 4))
            / nullif(sum(abs(published_usd_mn)::decimal(18, 4)), 0),
            4
        ) as error_share,
        round(
            sum(abs(rival_usd_mn - published_usd_mn)::decimal(18, 4))
            / nullif(sum(abs(published_usd_mn)::decimal(18, 4)), 0),
            4
        ) as rival_error_share,
        sum(abs(own_usd_mn - published_usd_mn)::decimal(18, 4)) filter (
            is_newest
        ) as newest_error_usd_mn,
        sum(abs(rival_usd_mn - published_usd_mn)::decimal(18, 4)) filter (
            is_newest
        ) as newest_rival_error_usd_mn,
    from tried
    group by holder_code
),

final as (
    select
        fitted.*,
        coalesce(errors.is_usable, false) as is_usable,
        coalesce(errors.months_out_of_sample, 0) as months_out_of_sample,
        errors.error_share,
        errors.rival_error_share,
        case
            when errors.months_out_of_sample >= {{ newest }}
                then
                    errors.newest_error_usd_mn
                    < errors.newest_rival_error_usd_mn
        end as beats_rival,
    from fitted
    left join errors
        on fitted.holder_code = errors.holder_code
    where fitted.months >= 12
)

select * from final
order by holder_code
