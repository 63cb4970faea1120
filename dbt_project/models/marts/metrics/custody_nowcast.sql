with

months as (
    select * from {{ ref('int_custody_and_official') }}
),

estimates as (
    select * from {{ ref('int_custody_nowcast_estimates') }}
),

with_errors as (
    select
        months.reference_month,
        months.custody_date,
        months.custody_change_usd_mn,
        months.official_before_usd_mn,
        months.official_usd_mn,
        months.official_change_usd_mn,
        estimates.months as months_in_window,
        estimates.first_month::date as window_from,
        estimates.intercept_usd_mn,
        estimates.slope,
        estimates.slope_standard_error,
        estimates.r_squared,
        estimates.predicted_change_usd_mn,
        estimates.prediction_standard_error_usd_mn,
        months.official_change_usd_mn
        - estimates.predicted_change_usd_mn as error_usd_mn,
    from estimates
    inner join months
        on estimates.reference_month::date = months.reference_month
),

-- Errors of the months before: what could be known of the method by then.
final as (
    select
        reference_month,
        custody_date,
        official_usd_mn is null as is_nowcast,
        official_before_usd_mn,
        custody_change_usd_mn,
        predicted_change_usd_mn,
        official_before_usd_mn + predicted_change_usd_mn as nowcast_usd_mn,
        prediction_standard_error_usd_mn,
        official_usd_mn,
        official_change_usd_mn,
        error_usd_mn,
        (count(error_usd_mn) over earlier)::integer as out_of_sample_months,
        round(sqrt(avg(error_usd_mn * error_usd_mn) over earlier), 6)
            as out_of_sample_rmse_usd_mn,
        round(
            sqrt(
                avg(
                    case
                        when error_usd_mn is not null
                            then official_change_usd_mn * official_change_usd_mn
                    end
                ) over earlier
            ), 6
        ) as no_change_rmse_usd_mn,
        months_in_window,
        window_from,
        intercept_usd_mn,
        slope,
        slope_standard_error,
        r_squared,
    from with_errors
    window earlier as (
        order by reference_month
        rows between unbounded preceding and 1 preceding
    )
)

select * from final
order by reference_month
