{#
  Staging where a figure's key is more than its label and day: the newest
  capture that has a figure for a key gives it, as in newest_figures.
#}
{% macro newest_cells(raw_table, keys) %}
{%- set key = keys | join(', cells.') %}
cells as (
    select * from {{ source('raw', raw_table) }}
    where cell_value is not null
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

newest as (
    select
        cells.* exclude (cell_value),
        cells.cell_value as figure,
        landed.captured_at,
    from cells
    inner join landed
        on cells.source_sha256 = landed.source_sha256
    qualify row_number() over (
        partition by cells.{{ key }}, cells.reference_date
        order by
            landed.captured_at desc,
            landed.vintage desc,
            cells.source_sha256 asc,
            cells.line_number asc
    ) = 1
)
{% endmacro %}
