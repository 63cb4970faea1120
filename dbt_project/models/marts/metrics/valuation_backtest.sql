with

estimates as (
    select * from {{ ref('valuation_estimates') }}
    where published_valuation_change_usd_mn is not null
),

errors as (
    select
        holder_code,
        holder_name,
        holder_scope,
        reference_month,
        previous_position_usd_mn,
        'all months' as duration_from,
        published_valuation_change_usd_mn as published_usd_mn,
        estimated_valuation_change_usd_mn as estimated_usd_mn,
        published_valuation_change_usd_mn between
        estimated_valuation_change_low_usd_mn
        and estimated_valuation_change_high_usd_mn as is_within_band,
    from estimates
    union all by name
    select
        holder_code,
        holder_name,
        holder_scope,
        reference_month,
        previous_position_usd_mn,
        'out of sample' as duration_from,
        published_valuation_change_usd_mn as published_usd_mn,
        estimated_out_of_sample_usd_mn as estimated_usd_mn,
        -- both are rounded to a tenth
        abs(estimated_out_of_sample_usd_mn - published_valuation_change_usd_mn)
        <= half_band_usd_mn + 0.1 as is_within_band,
        abs(estimated_out_of_sample_usd_mn - published_valuation_change_usd_mn)
        <= earlier_half_band_usd_mn + 0.1 as is_within_earlier_band,
    from estimates
    where estimated_out_of_sample_usd_mn is not null
),

final as (
    select
        holder_code,
        any_value(holder_name) as holder_name,
        any_value(holder_scope) as holder_scope,
        duration_from,
        min(reference_month) as first_month,
        max(reference_month) as last_month,
        count(*)::integer as months,
        round(
            avg((estimated_usd_mn - published_usd_mn)::decimal(18, 4)), 1
        ) as mean_error_usd_mn,
        round(
            avg(abs(estimated_usd_mn - published_usd_mn)::decimal(18, 4)), 1
        ) as mean_absolute_error_usd_mn,
        round(
            avg(abs(published_usd_mn)::decimal(18, 4)), 1
        ) as mean_absolute_published_usd_mn,
        round(
            sum(abs(estimated_usd_mn - published_usd_mn)::decimal(18, 4))
            / nullif(sum(abs(published_usd_mn)::decimal(18, 4)), 0),
            4
        ) as error_share,
        round(
            corr(estimated_usd_mn, published_usd_mn), 4
        ) as correlation_coefficient,
        round(
            100 * avg(is_within_band::integer::decimal(18, 4)), 2
        ) as within_band_pct,
        count(is_within_earlier_band)::integer as months_with_earlier_band,
        round(
            100 * avg(is_within_earlier_band::integer::decimal(18, 4)), 2
        ) as within_earlier_band_pct,
    from errors
    group by holder_code, duration_from
)

select * from final
order by holder_code, duration_from
