{#- a month is published in the middle of the second month after it -#}
{%- set lag = 2 -%}
-- Duration and drift from the months that were published when a month ended:
-- all up to the second before it. Their figures are today's, revised since.
with

returns as (
    select * from {{ ref('int_valuation_returns') }}
),

expanding as (
    select
        holder_code,
        reference_month,
        count(*) over months_before as months,
        regr_slope(valuation_return, yield_fall) over months_before
            as duration_years,
        regr_intercept(valuation_return, yield_fall) over months_before
            as drift,
        sum(valuation_return * yield_fall) over months_before
        / sum(yield_fall * yield_fall) over months_before
            as duration_without_drift_years,
    from returns
    window months_before as (
        partition by holder_code
        order by reference_month
        rows between unbounded preceding and {{ lag }} preceding
    )
),

final as (
    select
        holder_code,
        reference_month,
        months,
        round(duration_years, 4) as duration_years,
        round(drift, 6) as drift,
        round(duration_without_drift_years, 4) as duration_without_drift_years,
    from expanding
    where months >= 12
)

select * from final
