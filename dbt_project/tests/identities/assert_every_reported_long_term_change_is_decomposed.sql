-- Identity 1: the change of a long-term position is net purchases plus
-- valuation change plus other change. Table 3 says in which months all is
-- known; there the mart must have all four and they must add up, so that a
-- month it drops or leaves null is found as well. Exact: they are whole
-- millions.
{{ config(meta={'dagster': {'ref': {'name': 'holder_flows'}}}) }}

with

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
    where is_latest_vintage and instrument = 'long_term'
),

holder_flows as (
    select * from {{ ref('holder_flows') }}
    where instrument = 'long_term'
),

printed as (
    select
        holder_code,
        reference_month,
        max(value_usd_mn) filter (measure = 'position') as position_usd_mn,
        count(value_usd_mn) filter (measure <> 'position') as flow_figures,
    from table3
    group by all
),

successive as (
    select
        holder_code,
        reference_month,
        flow_figures,
        position_usd_mn - lag(position_usd_mn) over (
            partition by holder_code
            order by reference_month
        ) as printed_change_usd_mn,
    from printed
),

final as (
    select
        successive.holder_code,
        successive.reference_month,
        successive.printed_change_usd_mn,
        holder_flows.position_change_usd_mn,
        holder_flows.net_purchases_usd_mn
        + holder_flows.valuation_change_usd_mn
        + holder_flows.other_change_usd_mn as sum_of_parts_usd_mn,
    from successive
    left join holder_flows
        on
            successive.holder_code = holder_flows.holder_code
            and successive.reference_month = holder_flows.reference_month
    where
        successive.printed_change_usd_mn is not null
        and successive.flow_figures = 2
        and holder_flows.break_id is null
)

select * from final
where
    position_change_usd_mn is distinct from printed_change_usd_mn
    or sum_of_parts_usd_mn is distinct from printed_change_usd_mn
