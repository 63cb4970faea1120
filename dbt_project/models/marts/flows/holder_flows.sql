{{ config(
    post_hook=["{{ lineage_of() }}", "{{ check_claim() }}", "{{ cite() }}"]
) }}
with

reported as (
    select * from {{ ref('int_reported_flows') }}
),

-- bills have no price change worth a figure: the total's is that of long term
estimates as (
    select
        *,
        unnest(['long_term', 'total']) as instrument,
    from {{ ref('valuation_estimates') }}
),

position_based as (
    select * from {{ ref('int_position_based_purchases') }}
),

final as (
    select
        reported.holder_code,
        reported.holder_name,
        reported.holder_scope,
        reported.reference_month,
        reported.instrument,
        reported.position_usd_mn,
        reported.position_change_usd_mn,
        reported.net_purchases_usd_mn,
        reported.valuation_change_usd_mn,
        reported.other_change_usd_mn,
        reported.position_change_across_break_usd_mn,
        reported.gross_purchases_usd_mn,
        reported.gross_sales_usd_mn,
        reported.basis,
        case
            when reported.valuation_change_usd_mn is null
                then if(estimates.holder_code is null, null, 'estimated_here')
            when reported.basis = 'frb_estimate' then 'frb_estimate'
            else 'published'
        end as valuation_basis,
        {%- for name in [
            'estimated_valuation_change_usd_mn',
            'estimated_valuation_change_low_usd_mn',
            'estimated_valuation_change_high_usd_mn',
        ] %}
        case
            when reported.valuation_change_usd_mn is null
                then estimates.{{ name }}
        end as {{ name }},
        {%- endfor %}
        position_based.estimate_basis as position_based_basis,
        position_based.net_purchases_usd_mn
            as position_based_net_purchases_usd_mn,
        position_based.net_purchases_low_usd_mn
            as position_based_net_purchases_low_usd_mn,
        position_based.net_purchases_high_usd_mn
            as position_based_net_purchases_high_usd_mn,
        reported.precision_usd_mn,
        reported.break_id,
        reported.flow_break_id,
        reported.is_complete_month,
        reported.source,
        reported.flow_source,
        reported.released_on,
        reported.caveat,
    from reported
    left join estimates
        on
            reported.holder_code = estimates.holder_code
            and reported.reference_month = estimates.reference_month
            and reported.instrument = estimates.instrument
    left join position_based
        on
            reported.holder_code = position_based.holder_code
            and reported.reference_month = position_based.reference_month
            and reported.instrument = position_based.instrument
)

select * from final
order by holder_code, instrument, reference_month
