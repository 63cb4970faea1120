-- Nothing is lost or doubled between raw and staging: of every landed file
-- whose block says which column of its staging model is its meaning, staging
-- has as many rows as raw has cells, each with a holder, a month and that
-- meaning. A label or a machine name with two meanings or none shows here.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__mfhhis01'}}}) }}

with

counted_raw as (
    {%- for file in published_files_with('understood_by') %}
    select
        source_sha256,
        count(*) as cells,
    from {{ source('raw', file.raw_table) }}
    group by source_sha256
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counted_staged as (
    {%- for file in published_files_with('understood_by') %}
    select
        source_sha256,
        count(*) as staged,
        count(*) filter (
            holder_code is not null
            and reference_month is not null
            and {{ file.staging.understood_by }} is not null
        ) as understood,
    from {{ ref(file.staging.model) }}
    group by source_sha256
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
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
