-- With all official purchases taken as Treasuries (theta = 1), official and
-- private purchases are Japan's, within the rounding of two figures to a tenth;
-- the bounds hold both shares; and nothing is estimated where the reserves of a
-- month, its rate of return or Japan's purchases are missing.
with

final as (
    select
        reference_month,
        japan_net_purchases_usd_mn,
        estimated_official_purchases_usd_mn
        + estimated_private_purchases_theta_1_usd_mn as sum_usd_mn,
        estimated_private_purchases_low_usd_mn,
        estimated_private_purchases_high_usd_mn,
        estimated_private_purchases_theta_08_usd_mn,
        estimated_private_purchases_theta_1_usd_mn,
        reserve_securities_change_usd_mn,
        price_return_pct,
    from {{ ref('japan_official_private') }}
)

select * from final
where
    abs(sum_usd_mn - japan_net_purchases_usd_mn) > 0.11
    or estimated_private_purchases_low_usd_mn > least(
        estimated_private_purchases_theta_08_usd_mn,
        estimated_private_purchases_theta_1_usd_mn
    )
    or estimated_private_purchases_high_usd_mn < greatest(
        estimated_private_purchases_theta_08_usd_mn,
        estimated_private_purchases_theta_1_usd_mn
    )
    or (sum_usd_mn is null) <> (
        reserve_securities_change_usd_mn is null
        or price_return_pct is null
        or japan_net_purchases_usd_mn is null
    )
