with

corrections as (
    select * from {{ ref('corrections') }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

final as (
    select
        landed.source_sha256,
        corrections.label,
        corrections.code,
        corrections.reference_date,
        corrections.measure,
        corrections.expect,
        corrections.corrected_value,
    from corrections
    inner join landed
        on corrections.source_id = landed.source_id
)

select * from final
