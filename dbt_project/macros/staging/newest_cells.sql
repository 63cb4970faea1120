{#
  Staging of files without vintages: the newest capture that has a figure for a key
  and day gives it (of two that are alike always the same one: a run can be repeated).
  The key of a daily series is its label. Each row keeps the file and line it was read
  from.
#}
{% macro newest_cells(raw_table, keys=['label']) %}
cells as (
    select * from {{ raw_cells(raw_table) }}
    where cell_value is not null
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

newest as (
    select
        cells.* exclude (cell_value),
        cells.reference_date as date,
        trim(cells.label) as series,
        cells.cell_value as figure,
        landed.captured_at,
    from cells
    inner join landed
        on cells.source_sha256 = landed.source_sha256
    qualify row_number() over (
        partition by
            {%- for key in keys %}
            trim(cells.{{ key }}),
            {%- endfor %}
            cells.reference_date
        order by
            landed.captured_at desc,
            landed.vintage desc,
            cells.source_sha256 asc,
            cells.line_number asc
    ) = 1
)
{% endmacro %}
