with

registry as (
    select * from {{ ref('break_registry') }}
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
        kind in ('flow_definition', 'coverage') as breaks_flows,
        reason,
        reference,
    from registry
)

select * from final
