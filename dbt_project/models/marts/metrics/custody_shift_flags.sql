{%- set unusual = 2.5 -%}
{%- set smallest_usd_mn = 2000 -%}
{#- what moves from one to another cancels in the world's sum: at most a tenth
    of all that moved may be left -#}
{%- set nearly_zero = 0.1 -%}
with

world_flows as (
    select * from {{ ref('holder_flows') }}
    where
        instrument = 'long_term'
        and basis = 'slt_reported'
        and other_change_usd_mn is not null
),

flows as (
    select * from world_flows
    where holder_scope = 'country'
),

months as (
    select
        reference_month,
        max(other_change_usd_mn) filter (holder_scope = 'grand_total')
            as world_other_change_usd_mn,
        sum(abs(other_change_usd_mn)) filter (holder_scope = 'country')
            as gross_other_change_usd_mn,
    from world_flows
    group by reference_month
),

holders as (
    select * from {{ ref('holders') }}
),

typical_changes as (
    select
        holder_code,
        count(*)::integer as months,
        median(other_change_usd_mn) as usual_usd_mn,
        1.4826 * mad(other_change_usd_mn) as spread_usd_mn,
    from flows
    group by holder_code
),

scored_changes as (
    select
        flows.holder_code,
        flows.holder_name,
        flows.reference_month,
        flows.other_change_usd_mn,
        holders.is_custody_hub,
        typical_changes.months,
        round(
            (flows.other_change_usd_mn - typical_changes.usual_usd_mn)
            / nullif(typical_changes.spread_usd_mn, 0),
            4
        ) as robust_score,
    from flows
    inner join typical_changes
        on flows.holder_code = typical_changes.holder_code
    inner join holders
        on flows.holder_code = holders.holder_code
    where abs(flows.other_change_usd_mn) >= {{ smallest_usd_mn }}
),

final as (
    select
        away.reference_month,
        away.holder_code as from_holder_code,
        away.holder_name as from_holder_name,
        arrived.holder_code as to_holder_code,
        arrived.holder_name as to_holder_name,
        arrived.is_custody_hub as arrives_at_hub,
        away.other_change_usd_mn as from_other_change_usd_mn,
        arrived.other_change_usd_mn as to_other_change_usd_mn,
        least(
            -away.other_change_usd_mn, arrived.other_change_usd_mn
        ) as shifted_at_most_usd_mn,
        away.robust_score as from_robust_score,
        arrived.robust_score as to_robust_score,
        least(away.months, arrived.months) as months,
        months.world_other_change_usd_mn,
        months.gross_other_change_usd_mn,
        case
            when
                abs(months.world_other_change_usd_mn)
                <= {{ nearly_zero }} * months.gross_other_change_usd_mn
                then 'custody_shift'
            else 're_benchmark'
        end as kind,
    from scored_changes as away
    inner join months
        on away.reference_month = months.reference_month
    inner join scored_changes as arrived
        on
            away.reference_month = arrived.reference_month
            and away.holder_code <> arrived.holder_code
    where
        away.robust_score <= -{{ unusual }}
        and arrived.robust_score >= {{ unusual }}
        and (away.is_custody_hub or arrived.is_custody_hub)
)

select * from final
order by reference_month, from_holder_code, to_holder_code
