-- A figure is known in one state at a time: each begins when, or after, the one
-- before has ended.
with

figure_vintages as (
    select * from {{ ref('figure_vintages') }}
),

with_next_state as (
    select
        source,
        holder_code,
        reference_month,
        security_type,
        instrument,
        measure,
        segment_id,
        known_from,
        known_to,
        lead(known_from) over (
            partition by
                source, holder_code, reference_month, security_type, instrument,
                measure, segment_id
            order by known_from
        ) as next_known_from,
    from figure_vintages
),

final as (
    select * from with_next_state
    where
        next_known_from is not null
        and (known_to is null or known_to > next_known_from)
)

select * from final
