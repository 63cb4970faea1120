with

holder_flows as (
    select * from {{ ref('holder_flows') }}
    where holder_scope = 'country'
),

{{ rows_by_instrument('holder_flows') }},

final as (
    select
        described.holder_code,
        described.holder_name,
        described.reference_month,
        totals.position_usd_mn,
        totals.position_change_usd_mn,
        totals.net_purchases_usd_mn,
        totals.valuation_change_usd_mn,
        totals.other_change_usd_mn,
        totals.basis,
        long_term.position_usd_mn as long_term_position_usd_mn,
        long_term.position_change_usd_mn as long_term_position_change_usd_mn,
        long_term.net_purchases_usd_mn as long_term_net_purchases_usd_mn,
        long_term.valuation_change_usd_mn as long_term_valuation_change_usd_mn,
        long_term.other_change_usd_mn as long_term_other_change_usd_mn,
        long_term.basis as long_term_basis,
        short_term.position_usd_mn as short_term_position_usd_mn,
        short_term.position_change_usd_mn as short_term_position_change_usd_mn,
        short_term.net_purchases_usd_mn as short_term_net_purchases_usd_mn,
        short_term.other_change_usd_mn as short_term_other_change_usd_mn,
        short_term.basis as short_term_basis,
        totals.position_change_across_break_usd_mn,
        totals.valuation_basis,
        totals.estimated_valuation_change_usd_mn,
        totals.estimated_valuation_change_low_usd_mn,
        totals.estimated_valuation_change_high_usd_mn,
        totals.position_based_basis,
        totals.position_based_net_purchases_usd_mn,
        totals.position_based_net_purchases_low_usd_mn,
        totals.position_based_net_purchases_high_usd_mn,
        described.precision_usd_mn,
        described.break_id,
        coalesce(
            totals.flow_break_id,
            long_term.flow_break_id,
            short_term.flow_break_id
        ) as flow_break_id,
        described.is_complete_month,
        described.source,
        coalesce(
            totals.flow_source, long_term.flow_source, short_term.flow_source
        ) as flow_source,
        described.released_on,
        described.caveat,
    from described
    {{ join_instruments() }}
)

select * from final
order by holder_code, reference_month
