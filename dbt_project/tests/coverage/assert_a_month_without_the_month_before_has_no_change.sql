-- Identity 7: the first month of a series, and the first after a gap, have no
-- change: null, not 0 and not the change since an earlier month.
with

holder_flows as (
    select * from {{ ref('holder_flows') }}
),

with_previous_month as (
    select
        holder_code,
        instrument,
        reference_month,
        position_change_usd_mn,
        position_change_across_break_usd_mn,
        other_change_usd_mn,
        lag(reference_month) over (
            partition by holder_code, instrument
            order by reference_month
        ) as previous_month,
    from holder_flows
),

final as (
    select * from with_previous_month
    where
        previous_month is distinct from last_day(
            reference_month - interval 1 month
        )
        and coalesce(
            position_change_usd_mn,
            position_change_across_break_usd_mn,
            other_change_usd_mn
        ) is not null
)

select * from final
