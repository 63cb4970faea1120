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
        -- only a change of flow definitions leaves positions comparable
        kind <> 'flow_definition' as breaks_positions,
        kind in ('flow_definition', 'coverage') as breaks_flows,
        reason,
        reference,
    from registry
)

select * from final
