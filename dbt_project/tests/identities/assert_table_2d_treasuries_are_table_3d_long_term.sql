-- Both frozen tables were made from Form SLT on the same day.
-- It warns: landing rejects what differs here, unless somebody accepts it.
{{ config(
    severity='warn',
    meta={'dagster': {'ref': {'name': 'stg_tic__slt2d_history'}}},
) }}

with

by_type as (
    select * from {{ ref('stg_tic__slt2d_history') }}
    where security_type = 'treasury' and is_latest_vintage
),

by_holder as (
    select * from {{ ref('stg_tic__slt3d_globl') }}
    where instrument = 'long_term' and is_latest_vintage
),

final as (
    select
        by_type.holder_code,
        by_type.reference_month,
        by_type.position_usd_mn as table_2d_usd_mn,
        by_holder.position_usd_mn as table_3d_usd_mn,
    from by_type
    inner join by_holder
        on
            by_type.holder_code = by_holder.holder_code
            and by_type.reference_month = by_holder.reference_month
)

select * from final
where table_2d_usd_mn != table_3d_usd_mn
