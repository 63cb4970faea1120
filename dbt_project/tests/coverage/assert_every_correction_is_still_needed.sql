-- A correction works on at least one cell of the landed files. Where files of
-- its source reach over its day and none prints the expected figure there, the
-- publisher has mended it, or the row is misspelt: remove the row, or mend it.
{{ config(meta={'dagster': {'ref': {'name': 'corrections'}}}) }}

with

corrections as (
    select * from {{ ref('corrections') }}
),

landed as (
    select * from {{ source('meta', 'landed_files') }}
),

printed as (
    {%- for file in published_files() %}
    select
        source_sha256,
        label,
        code,
        reference_date,
        measure,
        cell_value,
    from {{ source('raw', file.raw_table) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

found as (
    select
        landed.source_id,
        printed.*,
    from printed
    inner join landed
        on printed.source_sha256 = landed.sha256
),

final as (
    select
        corrections.source_id,
        corrections.label,
        corrections.reference_date,
        corrections.measure,
        corrections.expect,
        corrections.added_on,
    from corrections
    semi join landed
        on
            corrections.source_id = landed.source_id
            and corrections.reference_date between
            landed.first_reference_date and landed.last_reference_date
    anti join found
        on
            corrections.source_id = found.source_id
            and corrections.label = found.label
            and corrections.code is not distinct from found.code
            and corrections.reference_date = found.reference_date
            and corrections.measure = found.measure
            and corrections.expect = found.cell_value
)

select * from final
