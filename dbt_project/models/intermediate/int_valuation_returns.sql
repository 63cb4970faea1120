-- The published price change of a month as a share of what was held, beside the
-- fall of the 10-year yield.
with

flows as (
    select * from {{ ref('int_reported_flows') }}
    where
        instrument = 'long_term'
        and basis = 'slt_reported'
        and valuation_change_usd_mn is not null
        and position_change_usd_mn is not null
),

yields as (
    {{ ten_year_yields() }}
),

final as (
    select
        flows.holder_code,
        flows.holder_name,
        flows.holder_scope,
        flows.reference_month,
        flows.valuation_change_usd_mn
        / (flows.position_usd_mn - flows.position_change_usd_mn)
            as valuation_return,
        -yields.yield_change_pct / 100 as yield_fall,
    from flows
    inner join yields
        on flows.reference_month = yields.reference_month
    -- below a billion the rounding of the figures is no longer small
    where flows.position_usd_mn - flows.position_change_usd_mn >= 1000
)

select * from final
