with

months as (
    select * from {{ ref('int_custody_and_official') }}
),

estimates as (
    select * from {{ ref('int_custody_nowcast_estimates') }}
    where basis = 'newest_vintage'
),

as_known as (
    select
        known.reference_month,
        known.first_print_usd_mn,
        known.first_print_usd_mn
        - known.official_before_usd_mn as first_print_change_usd_mn,
        first_print_change_usd_mn
        - estimates_then.predicted_change_usd_mn as vintage_error_usd_mn,
    from {{ ref('int_custody_and_official_as_known') }} as known
    inner join {{ ref('int_custody_nowcast_estimates') }} as estimates_then
        on
            known.reference_month = estimates_then.reference_month::date
            and estimates_then.basis = 'true_vintages'
    where known.reference_month = known.target_month
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
        as_known.first_print_usd_mn,
        as_known.first_print_change_usd_mn,
        as_known.vintage_error_usd_mn,
    from estimates
    inner join months
        on estimates.reference_month::date = months.reference_month
    left join as_known
        on months.reference_month = as_known.reference_month
),

-- Errors of the months before, all printed by the day before this one is; those
-- on the newest vintage are of figures revised since.
scored as (
    select
        *,
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
        (count(vintage_error_usd_mn) over earlier)::integer as vintage_months,
        round(sqrt(avg(pow(vintage_error_usd_mn, 2)) over earlier), 6)
            as vintage_rmse_usd_mn,
        round(
            sqrt(
                avg(
                    case
                        when vintage_error_usd_mn is not null
                            then pow(first_print_change_usd_mn, 2)
                    end
                ) over earlier
            ), 6
        ) as vintage_no_change_rmse_usd_mn,
    from with_errors
    window earlier as (
        order by reference_month
        rows between unbounded preceding and 1 preceding
    )
),

-- a year of true vintages decides, and before there is one the newest vintage
judged as (
    select
        *,
        case
            when vintage_months >= 12 then 'true_vintages' else 'newest_vintage'
        end as judged_on,
        coalesce(
            case judged_on
                when 'true_vintages'
                    then vintage_rmse_usd_mn >= vintage_no_change_rmse_usd_mn
                else
                    out_of_sample_months < 12
                    or out_of_sample_rmse_usd_mn >= no_change_rmse_usd_mn
            end,
            true
        ) as is_withdrawn,
    from scored
),

final as (
    select
        reference_month,
        custody_date,
        official_usd_mn is null as is_nowcast,
        official_before_usd_mn,
        custody_change_usd_mn,
        predicted_change_usd_mn,
        case
            when not is_withdrawn
                then official_before_usd_mn + predicted_change_usd_mn
        end as nowcast_usd_mn,
        is_withdrawn,
        judged_on,
        prediction_standard_error_usd_mn,
        official_usd_mn,
        official_change_usd_mn,
        error_usd_mn,
        out_of_sample_months,
        out_of_sample_rmse_usd_mn,
        no_change_rmse_usd_mn,
        first_print_usd_mn,
        vintage_error_usd_mn,
        vintage_months,
        vintage_rmse_usd_mn,
        vintage_no_change_rmse_usd_mn,
        months_in_window,
        window_from,
        intercept_usd_mn,
        slope,
        slope_standard_error,
        r_squared,
    from judged
)

select * from final
order by reference_month
