{%- set quoted_grand_total = "'" ~ var('grand_total') ~ "'" -%}
-- Windows end with the newest complete month of the publisher's flows, so that
-- all holders and instruments are compared over the same months.
with

flows as (
    select * from {{ ref('holder_flows') }}
    where
        basis = 'slt_reported'
        and position_usd_mn is not null
        and is_complete_month
),

newest as (
    select max(reference_month) as last_month from flows
),

windows as (
    select
        lengths.window_months,
        newest.last_month,
        last_day(
            newest.last_month - to_months(lengths.window_months - 1)
        ) as first_month,
    from newest
    cross join (values (1), (3), (12), (36)) as lengths (window_months)
),

summed as (
    select
        flows.holder_code,
        flows.instrument,
        windows.window_months,
        windows.first_month,
        windows.last_month,
        any_value(flows.holder_name) as holder_name,
        any_value(flows.holder_scope) as holder_scope,
        any_value(flows.basis) as basis,
        count(*)::integer as months,
        count(flows.position_change_usd_mn)::integer as months_with_change,
        count(flows.net_purchases_usd_mn)::integer as months_with_purchases,
        count(flows.valuation_change_usd_mn)::integer as months_with_valuation,
        count(flows.other_change_usd_mn)::integer as months_with_other,
        count(*) filter (flows.net_purchases_usd_mn < 0)::integer
            as months_of_net_sales,
        arg_max(
            flows.position_usd_mn, flows.reference_month
        ) as closing_position_usd_mn,
        sum(flows.position_change_usd_mn) as position_change_usd_mn,
        sum(flows.net_purchases_usd_mn) as net_purchases_usd_mn,
        sum(flows.valuation_change_usd_mn) as valuation_change_usd_mn,
        sum(flows.other_change_usd_mn) as other_change_usd_mn,
    from flows
    inner join windows
        on
            flows.reference_month
            between windows.first_month and windows.last_month
    group by all
),

split_changes as (
    select
        holder_code,
        holder_name,
        holder_scope,
        instrument,
        basis,
        window_months,
        first_month,
        last_month,
        closing_position_usd_mn - position_change_usd_mn
            as opening_position_usd_mn,
        closing_position_usd_mn,
        position_change_usd_mn,
        net_purchases_usd_mn,
        case
            when months_with_valuation = window_months
                then valuation_change_usd_mn
        end as valuation_change_usd_mn,
        case
            when months_with_other = window_months then other_change_usd_mn
        end as other_change_usd_mn,
        months_of_net_sales,
        case
            when net_purchases_usd_mn > 0 then 'bought'
            when net_purchases_usd_mn < 0 then 'sold'
            else 'neither'
        end as direction,
        -- other change may be purchases that nobody reported: a range
        case
            when months_with_other = window_months
                then net_purchases_usd_mn + other_change_usd_mn
        end as net_purchases_with_other_usd_mn,
        sign(net_purchases_usd_mn) = sign(net_purchases_with_other_usd_mn)
            as is_direction_firm,
    from summed
    where
        months = window_months
        and months_with_change = window_months
        and months_with_purchases = window_months
),

usual_revisions as (
    select * from {{ ref('int_usual_revisions') }}
),

final as (
    select
        split_changes.*,
        usual_revisions.usual_revision_usd_mn,
        usual_revisions.largest_revision_usd_mn,
        usual_revisions.revisions_compared,
        {{ caveat_text() }} as caveat,
    from split_changes
    left join usual_revisions
        on
            split_changes.holder_code = usual_revisions.holder_code
            and split_changes.instrument = usual_revisions.instrument
            and split_changes.window_months = usual_revisions.window_months
    -- the table is there to be ranked, and every rank rests on the total
    {{ join_caveats('split_changes', quoted_grand_total, 'last_month') }}
)

select * from final
order by holder_code, instrument, window_months
