-- Identity 5: official bills + official bonds and notes = official holdings, in
-- every month, segment and vintage of the grids. Within 0.1 billion, because
-- each of the three is rounded by itself.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__mfhhis01'}}}) }}

with

printed as (
    select * from {{ ref('stg_tic__mfhhis01') }}
    union all by name
    select * from {{ ref('stg_tic__mfh') }}
    union all by name
    select * from {{ ref('stg_tic__slt_table5') }}
),

final as (
    select
        source,
        vintage,
        reference_month,
        segment_id,
        max(position_usd_mn) filter (
            instrument = 'total'
        ) as official_usd_mn,
        max(position_usd_mn) filter (
            instrument = 'short_term'
        ) as bills_usd_mn,
        max(position_usd_mn) filter (
            instrument = 'long_term'
        ) as bonds_usd_mn,
    from printed
    where holder_code = '{{ var("foreign_official") }}'
    group by all
)

select * from final
where
    coalesce(abs(official_usd_mn - bills_usd_mn - bonds_usd_mn), 1000) > 100
