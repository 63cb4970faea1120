{%- set quoted_grand_total = "'" ~ var('grand_total') ~ "'" -%}
with

holdings as (
    select * from {{ ref('holdings') }}
    where
        is_continuing
        and instrument = 'total'
        and frequency = 'monthly'
        and (
            holder_scope = 'country'
            or holder_code = '{{ var("grand_total") }}'
        )
),

flows as (
    select * from {{ ref('holder_flows') }}
    where instrument = 'total' and holder_scope = 'country'
),

holders as (
    select * from {{ ref('holders') }}
),

direct_holders as (
    select * from {{ ref('holder_groups') }}
    where group_code = 'direct_holders'
),

totals as (
    select
        reference_month,
        position_usd_mn as total_usd_mn,
    from holdings
    where holder_code = '{{ var("grand_total") }}'
),

final as (
    select
        holdings.reference_month,
        case
            when holders.is_custody_hub then 'hubs'
            when direct_holders.holder_code is not null then 'direct holders'
            else 'other countries'
        end as block,
        count(*)::integer as countries,
        sum(holdings.position_usd_mn) as position_usd_mn,
        round(
            100
            * sum(holdings.position_usd_mn)
            / any_value(totals.total_usd_mn),
            4
        ) as share_of_all_pct,
        sum(flows.position_change_usd_mn) as position_change_usd_mn,
        sum(flows.net_purchases_usd_mn) as net_purchases_usd_mn,
        sum(flows.valuation_change_usd_mn) as valuation_change_usd_mn,
        sum(flows.other_change_usd_mn) as other_change_usd_mn,
        count(flows.net_purchases_usd_mn)::integer as countries_with_purchases,
        max(holdings.break_id) as break_id,
        any_value({{ caveat_text() }}) as caveat,
    from holdings
    inner join holders
        on holdings.holder_code = holders.holder_code
    inner join totals
        on holdings.reference_month = totals.reference_month
    left join flows
        on
            holdings.holder_code = flows.holder_code
            and holdings.reference_month = flows.reference_month
    left join direct_holders
        on
            holdings.holder_code = direct_holders.holder_code
            and holdings.reference_month >= direct_holders.member_from
            and holdings.reference_month <= coalesce(
                direct_holders.member_to, date '9999-12-31'
            )
    {{ join_caveats('holdings', quoted_grand_total) }}
    where holdings.holder_scope = 'country'
    group by holdings.reference_month, block
)

select * from final
order by reference_month, block
