with

registry as (
    select * from {{ ref('break_registry') }}
),

holders_of_breaks as (
    select * from {{ ref('break_holders') }}
),

-- a break of several holders has a row, and an id, for each of them
with_holders as (
    select
        registry.* exclude (holder_code, break_id, reason),
        coalesce(
            registry.break_id || '-' || holders_of_breaks.holder_code,
            registry.break_id
        ) as break_id,
        coalesce(
            holders_of_breaks.holder_code, registry.holder_code
        ) as holder_code,
        concat_ws(' ', registry.reason, holders_of_breaks.how_known) as reason,
    from registry
    left join holders_of_breaks
        on registry.holders_of = holders_of_breaks.holders_of
),

final as (
    select
        break_id,
        effective_month,
        applies_to_source,
        holder_code,
        segment_before,
        segment_after,
        kind,
        -- a new list of holders changes nothing for those who stay on it
        kind <> 'flow_definition'
        and not (kind = 'roster' and holder_code is null) as breaks_positions,
        kind in ('flow_definition', 'coverage', 'residence') as breaks_flows,
        reason,
        reference,
    from with_holders
)

select * from final
