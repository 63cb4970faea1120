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

names as (
    select * from {{ ref('holder_codes') }}
),

final as (
    select
        with_holders.break_id,
        with_holders.effective_month,
        with_holders.applies_to_source,
        with_holders.holder_code,
        names.holder_name,
        with_holders.segment_before,
        with_holders.segment_after,
        with_holders.kind,
        -- a new list of holders changes nothing for those who stay on it
        with_holders.kind <> 'flow_definition'
        and not (
            with_holders.kind = 'roster' and with_holders.holder_code is null
        ) as breaks_positions,
        with_holders.kind in ('flow_definition', 'coverage', 'residence')
            as breaks_flows,
        with_holders.reason,
        with_holders.reference,
    from with_holders
    left join names
        on with_holders.holder_code = names.holder_code
)

select * from final
