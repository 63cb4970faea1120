-- Purchases taken from positions are the change less the price, so there are
-- none where nothing compares; they end where the publisher asks for purchases;
-- and their band holds them.
{{ config(meta={'dagster': {'ref': {'name': 'holder_flows'}}}) }}

with

flows as (
    select * from {{ ref('holder_flows') }}
),

final as (
    select
        holder_code,
        reference_month,
        instrument,
        position_based_basis,
        position_based_net_purchases_usd_mn,
    from flows
    where
        (
            position_based_basis = 'position_less_valuation'
            and abs(
                position_change_usd_mn
                - estimated_valuation_change_usd_mn
                - position_based_net_purchases_usd_mn
                -- a total is its parts within 1 in either month
            ) > if(instrument = 'total', 2.11, 0.11)
        )
        or (
            position_based_basis
            in ('position_less_valuation', 'position_change')
            and position_based_net_purchases_usd_mn is not null
            and position_change_usd_mn is null
        )
        or (
            position_based_net_purchases_usd_mn is not null
            and (
                reference_month > date '2023-01-31'
                or position_based_basis is null
            )
        )
        or position_based_net_purchases_usd_mn
        not between position_based_net_purchases_low_usd_mn
        and position_based_net_purchases_high_usd_mn
)

select * from final
