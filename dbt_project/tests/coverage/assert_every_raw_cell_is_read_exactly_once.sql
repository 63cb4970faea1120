-- Nothing is lost or doubled between raw and staging: of every landed TIC file,
-- staging has as many rows as raw has cells, each with a holder, an instrument
-- or security type, and a month. A label or a machine name without a meaning
-- shows here, as does a label with two.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__mfhhis01'}}}) }}

with

raw_cells as (
    select source_sha256 from {{ source('raw', 'tic_mfhhis01') }}
    union all
    select source_sha256 from {{ source('raw', 'tic_mfh') }}
    union all
    select source_sha256 from {{ source('raw', 'tic_slt_table1') }}
    union all
    select source_sha256 from {{ source('raw', 'tic_slt_table3') }}
    union all
    select source_sha256 from {{ source('raw', 'tic_slt_table5') }}
),

staged_cells as (
    select
        source_sha256,
        holder_code,
        instrument as held,
        reference_month,
    from {{ ref('stg_tic__mfhhis01') }}
    union all
    select
        source_sha256,
        holder_code,
        instrument as held,
        reference_month,
    from {{ ref('stg_tic__mfh') }}
    union all
    select
        source_sha256,
        holder_code,
        security_type as held,
        reference_month,
    from {{ ref('stg_tic__slt_table1') }}
    union all
    select
        source_sha256,
        holder_code,
        instrument as held,
        reference_month,
    from {{ ref('stg_tic__slt_table3') }}
    union all
    select
        source_sha256,
        holder_code,
        instrument as held,
        reference_month,
    from {{ ref('stg_tic__slt_table5') }}
),

counted_raw as (
    select
        source_sha256,
        count(*) as cells,
    from raw_cells
    group by source_sha256
),

counted_staged as (
    select
        source_sha256,
        count(*) as staged,
        count(*) filter (
            holder_code is not null
            and held is not null
            and reference_month is not null
        ) as understood,
    from staged_cells
    group by source_sha256
),

final as (
    select
        counted_raw.source_sha256,
        counted_raw.cells,
        counted_staged.staged,
        counted_staged.understood,
    from counted_raw
    left join counted_staged
        on counted_raw.source_sha256 = counted_staged.source_sha256
)

select * from final
where
    staged is distinct from cells
    or understood is distinct from cells
