with

holder_flows as (
    select * from {{ ref('holder_flows') }}
),

final as (
    select
        holder_code,
        holder_name,
        reference_month,
        instrument,
        position_usd_mn,
        position_change_usd_mn,
        net_purchases_usd_mn,
        valuation_change_usd_mn,
        other_change_usd_mn,
        position_change_across_break_usd_mn,
        gross_purchases_usd_mn,
        gross_sales_usd_mn,
        basis,
        valuation_basis,
        estimated_valuation_change_usd_mn,
        estimated_valuation_change_low_usd_mn,
        estimated_valuation_change_high_usd_mn,
        position_based_basis,
        position_based_net_purchases_usd_mn,
        position_based_net_purchases_low_usd_mn,
        position_based_net_purchases_high_usd_mn,
        precision_usd_mn,
        break_id,
        flow_break_id,
        is_complete_month,
        source,
        flow_source,
        released_on,
        caveat,
    from holder_flows
    where holder_scope = 'country' and instrument <> 'total'
)

select * from final
order by holder_code, instrument, reference_month
