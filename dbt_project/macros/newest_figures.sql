{#
  Staging of daily series: the newest capture that has a figure for a day gives
  it (of two that are alike always the same one: a run can be repeated).
  Keyed by series name; each row keeps the file and line it was read from.
#}
{% macro newest_figures(raw_table) %}
cells as (
    select * from {{ source('raw', raw_table) }}
    where cell_value is not null
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

newest as (
    select
        cells.reference_date as date,
        trim(cells.label) as series,
        cells.cell_value as figure,
        landed.captured_at,
        cells.source_sha256,
        cells.line_number,
    from cells
    inner join landed
        on cells.source_sha256 = landed.source_sha256
    qualify row_number() over (
        partition by trim(cells.label), cells.reference_date
        order by
            landed.captured_at desc,
            landed.vintage desc,
            cells.source_sha256 asc,
            cells.line_number asc
    ) = 1
)
{% endmacro %}
