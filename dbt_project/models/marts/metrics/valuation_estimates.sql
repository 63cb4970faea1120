{#
  From 2023-02 on, duration and drift as fitted to what is published. Before, a book
  of par bonds of two neighbouring tenors, weighted so that its duration is that of
  the surveys before and after the month, repriced over the month: the drift belongs
  to the years of the fit. Before the first survey with maturities, it has the fitted
  duration of all holders, which missed less of the Fed staff's changes of those
  years than the first survey's would have.
#}
{%- set first_fitted = "date '2023-02-28'" -%}
{#- share of the months that the band is to hold -#}
{%- set nominal = 0.9 -%}
with

flows as (
    select * from {{ ref('int_reported_flows') }}
    where
        instrument = 'long_term'
        and position_change_usd_mn is not null
        -- before Form SLT positions were not repriced
        and reference_month >= date '2012-01-31'
),

durations as (
    select * from {{ ref('implied_duration') }}
),

out_of_sample as (
    select * from {{ ref('int_valuation_out_of_sample') }}
),

bands_out_of_sample as (
    select
        holder_code,
        max(band) as band,
    from out_of_sample
    group by holder_code
),

ten_year as (
    select * from {{ ref('us_yield_month_ends') }}
    where tenor_months = 120
),

yields as (
    select * from {{ ref('us_yield_month_ends') }}
    where tenor_months in (24, 60, 120, 360) and price_return is not null
),

-- in a straight line from one survey to the next; the last one holds on
surveys as (
    select
        holder_code,
        reference_month,
        duration_years,
        lead(reference_month) over by_holder as next_month,
        lead(duration_years) over by_holder as next_duration_years,
    from {{ ref('int_survey_durations') }}
    window by_holder as (partition by holder_code order by reference_month)
),

survey_months as (
    select
        surveys.holder_code,
        ten_year.reference_month,
        surveys.duration_years
        + coalesce(
            (surveys.next_duration_years - surveys.duration_years)
            * datediff(
                'month', surveys.reference_month, ten_year.reference_month
            )
            / datediff('month', surveys.reference_month, surveys.next_month),
            0
        ) as duration_years,
    from surveys
    inner join ten_year
        on
            surveys.reference_month <= ten_year.reference_month
            and coalesce(surveys.next_month, {{ first_fitted }})
            > ten_year.reference_month
            and ten_year.reference_month < {{ first_fitted }}
),

all_holders as (
    select
        durations.duration_years,
        durations.drift_pct_per_month,
        bands_out_of_sample.band,
    from durations
    inner join bands_out_of_sample
        on durations.holder_code = bands_out_of_sample.holder_code
    where durations.holder_code = '{{ var("grand_total") }}'
),

positions as (
    select
        flows.*,
        flows.position_usd_mn
        - flows.position_change_usd_mn as previous_position_usd_mn,
        case
            when flows.reference_month < {{ first_fitted }}
                then
                    coalesce(
                        survey_months.duration_years, all_holders.duration_years
                    )
            when own.is_usable then own.duration_years
            else all_holders.duration_years
        end as duration_years,
        case
            when survey_months.holder_code is not null then 'survey'
            when flows.reference_month < {{ first_fitted }} then 'all_holders'
            when own.is_usable then 'own'
            else 'all_holders'
        end as duration_basis,
        case
            when flows.reference_month < {{ first_fitted }} then 0
            when own.is_usable then own.drift_pct_per_month
            else all_holders.drift_pct_per_month
        end as drift_pct,
        coalesce(bands_out_of_sample.band, all_holders.band) as band,
    from flows
    cross join all_holders
    left join durations as own
        on flows.holder_code = own.holder_code
    left join bands_out_of_sample
        on flows.holder_code = bands_out_of_sample.holder_code
    -- officials and others have a survey of their own, all others share one
    left join survey_months
        on
            flows.reference_month = survey_months.reference_month
            and survey_months.holder_code = case
                when
                    flows.holder_code in (
                        '{{ var("foreign_official") }}',
                        '{{ var("foreign_non_official") }}'
                    )
                    then flows.holder_code
                else '{{ var("grand_total") }}'
            end
),

-- neighbouring tenors of each month; outside them the nearest two are carried
-- on in a straight line
segments as (
    select
        reference_month,
        case
            when row_number() over month_end > 1 then duration_years else -1000
        end as applies_from,
        case
            when lead(duration_years, 2) over month_end is not null
                then lead(duration_years) over month_end
            else 1000
        end as applies_to,
        duration_years as first_duration_years,
        price_return as first_return,
        lead(duration_years) over month_end as second_duration_years,
        lead(price_return) over month_end as second_return,
    from yields
    window month_end as (partition by reference_month order by tenor_months)
    qualify second_duration_years is not null
),

returns as (
    select
        positions.holder_code,
        positions.reference_month,
        case
            when positions.reference_month < {{ first_fitted }}
                then
                    segments.first_return
                    + (segments.second_return - segments.first_return)
                    * (
                        positions.duration_years
                        - segments.first_duration_years
                    )
                    / (
                        segments.second_duration_years
                        - segments.first_duration_years
                    )
            else
                (
                    positions.drift_pct
                    - positions.duration_years * ten_year.yield_change_pct
                ) / 100
        end as price_return,
    from positions
    inner join ten_year
        on positions.reference_month = ten_year.reference_month
    inner join segments
        on
            positions.reference_month = segments.reference_month
            and positions.duration_years >= segments.applies_from
            and positions.duration_years < segments.applies_to
),

-- Half of the month's purchases were there when prices moved; where they are
-- not known, they are what the change leaves.
exposures as (
    select
        positions.holder_code,
        positions.reference_month,
        returns.price_return,
        case
            when positions.net_purchases_usd_mn is not null
                then
                    positions.previous_position_usd_mn
                    + positions.net_purchases_usd_mn / 2
            else
                (
                    positions.previous_position_usd_mn
                    + positions.position_change_usd_mn / 2
                ) / (1 + returns.price_return / 2)
        end as exposed_usd_mn,
        returns.price_return * exposed_usd_mn as middle_usd_mn,
        case
            when positions.basis = 'slt_reported' and exposed_usd_mn > 0
                then
                    abs(middle_usd_mn - positions.valuation_change_usd_mn)
                    / exposed_usd_mn
        end as error,
    from positions
    inner join returns
        on
            positions.holder_code = returns.holder_code
            and positions.reference_month = returns.reference_month
),

-- The ninth tenth of the errors within the years of the fit, where it is more
-- than that out of sample: the year before the first of these was a wild one.
bands as (
    select
        positions.holder_code,
        list_sort(list(exposures.error) filter (exposures.error is not null))
            as errors,
        greatest(
            any_value(positions.band),
            errors[
                least(
                    len(errors), ceil((len(errors) + 1) * {{ nominal }})
                )::integer
            ]
        ) as band,
    from positions
    inner join exposures
        on
            positions.holder_code = exposures.holder_code
            and positions.reference_month = exposures.reference_month
    group by positions.holder_code
),

final as (
    select
        positions.holder_code,
        positions.holder_name,
        positions.holder_scope,
        positions.reference_month,
        positions.previous_position_usd_mn,
        positions.net_purchases_usd_mn,
        positions.basis,
        round(positions.duration_years, 4) as duration_years,
        positions.duration_basis,
        positions.drift_pct as drift_pct_per_month,
        round(100 * exposures.price_return, 6) as price_return_pct,
        round(exposures.middle_usd_mn, 1) as estimated_valuation_change_usd_mn,
        round(
            exposures.middle_usd_mn
            - bands.band * abs(exposures.exposed_usd_mn),
            1
        )
            as estimated_valuation_change_low_usd_mn,
        round(
            exposures.middle_usd_mn
            + bands.band * abs(exposures.exposed_usd_mn),
            1
        )
            as estimated_valuation_change_high_usd_mn,
        round(out_of_sample.estimated_usd_mn, 1)
            as estimated_out_of_sample_usd_mn,
        round(out_of_sample.band * out_of_sample.exposed_usd_mn, 1)
            as half_band_usd_mn,
        round(out_of_sample.earlier_band * out_of_sample.exposed_usd_mn, 1)
            as earlier_half_band_usd_mn,
        case
            when positions.net_purchases_usd_mn is null
                then round(
                    positions.position_change_usd_mn
                    - exposures.middle_usd_mn,
                    1
                )
        end as estimated_net_purchases_usd_mn,
        case
            when positions.basis = 'slt_reported'
                then positions.valuation_change_usd_mn
        end as published_valuation_change_usd_mn,
    from positions
    inner join exposures
        on
            positions.holder_code = exposures.holder_code
            and positions.reference_month = exposures.reference_month
    inner join bands
        on positions.holder_code = bands.holder_code
    left join out_of_sample
        on
            positions.holder_code = out_of_sample.holder_code
            and positions.reference_month = out_of_sample.reference_month
)

select * from final
order by holder_code, reference_month
