-- The duration that earlier months give, in the newest vintage: out of sample,
-- but not what anybody had then.
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
    from returns
    window months_before as (
        partition by holder_code
        order by reference_month
        rows between unbounded preceding and 1 preceding
    )
),

final as (
    select
        holder_code,
        reference_month,
        months,
        round(duration_years, 4) as duration_years,
    from expanding
    where months >= 12
)

select * from final
