with

landed_files as (
    select * from {{ source('meta', 'landed_files') }}
),

-- A vintage is newer when its figures reach further, then when it was released
-- later; only where both are alike does our own capture decide.
numbered as (
    select
        *,
        row_number() over (
            partition by source_id
            order by
                last_reference_date,
                coalesce(released_on, date '0001-01-01'),
                captured_at,
                sha256
        ) as vintage,
    from landed_files
),

final as (
    select
        sha256 as source_sha256,
        source_id,
        raw_table,
        released_on,
        captured_at::date as captured_on,
        captured_at,
        last_reference_date,
        vintage::integer as vintage,
        vintage = max(vintage) over (
            partition by source_id
        ) as is_latest_vintage,
        -- a later vintage that is out proves that an earlier one was
        min(coalesce(released_on, captured_at::date)) over (
            partition by source_id
            order by vintage
            rows between current row and unbounded following
        ) as known_from,
        released_on is null as is_known_by_capture_only,
    from numbered
)

select * from final
