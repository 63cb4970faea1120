with

countries as (
    select * from {{ ref('holder_flows') }}
    where holder_scope = 'country' and instrument in ('long_term', 'total')
),

flows as (
    select
        reference_month,
        instrument,
        basis,
        position_usd_mn,
        position_change_usd_mn,
        net_purchases_usd_mn,
        flow_break_id is not null as is_break,
        caveat,
    from countries
    where
        net_purchases_usd_mn is not null
        and basis in ('slt_reported', 'form_s')
    union all
    select
        reference_month,
        instrument,
        'position_based' as basis,
        position_usd_mn,
        position_change_usd_mn,
        position_based_net_purchases_usd_mn as net_purchases_usd_mn,
        break_id is not null as is_break,
        caveat,
    from countries
    where position_based_net_purchases_usd_mn is not null
),

by_month as (
    select
        reference_month,
        instrument,
        basis,
        count(*)::integer as holders,
        count(*) filter (net_purchases_usd_mn < 0)::integer as net_sellers,
        count(*) filter (net_purchases_usd_mn > 0)::integer as net_buyers,
        count(position_change_usd_mn)::integer as holders_with_change,
        count(*) filter (position_change_usd_mn < 0)::integer as fallers,
        sum(
            position_usd_mn - position_change_usd_mn
        ) as previous_position_usd_mn,
        sum(position_usd_mn - position_change_usd_mn) filter (
            net_purchases_usd_mn < 0
        ) as sellers_previous_position_usd_mn,
        sum(net_purchases_usd_mn) as net_purchases_usd_mn,
        sum(net_purchases_usd_mn) filter (
            net_purchases_usd_mn < 0
        ) as net_sales_of_sellers_usd_mn,
        bool_or(is_break) as spans_break,
        max(caveat) as caveat,
    from flows
    group by reference_month, instrument, basis
),

final as (
    select
        reference_month,
        instrument,
        basis,
        basis = 'position_based'
        or count_if(basis = 'position_based') over (
            partition by reference_month, instrument
        ) = 0 as is_leading_basis,
        holders,
        net_sellers,
        net_buyers,
        round(100 * net_sellers / holders, 4) as diffusion_pct,
        round(
            100 * sellers_previous_position_usd_mn
            / nullif(previous_position_usd_mn, 0),
            4
        ) as diffusion_weighted_pct,
        round(
            100 * fallers / nullif(holders_with_change, 0), 4
        ) as falling_positions_pct,
        -- estimates have tenths, whose sums differ by the order they come in
        round(net_purchases_usd_mn, 1) as net_purchases_usd_mn,
        round(coalesce(net_sales_of_sellers_usd_mn, 0), 1)
            as net_sales_of_sellers_usd_mn,
        spans_break,
        caveat,
    from by_month
)

select * from final
order by instrument, basis, reference_month
