-- Exact in every month of the frozen Table 2D; the two months without figures
-- have none to compare.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__slt2d_history'}}}) }}

with

types as (
    select * from {{ ref('stg_tic__slt2d_history') }}
),

final as (
    select
        source_sha256,
        reference_month,
        security_type,
        sum(position_usd_mn) filter (
            holder_code != '{{ var("grand_total") }}'
        ) as parts_usd_mn,
        max(position_usd_mn) filter (
            holder_code = '{{ var("grand_total") }}'
        ) as all_usd_mn,
    from types
    group by source_sha256, reference_month, security_type
)

select * from final
where parts_usd_mn is distinct from all_usd_mn
