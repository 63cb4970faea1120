{#
  Staging of SLT Tables 1 and 3: machine names become instrument or security
  type and measure. The publisher's code is the holder code; $ million; positive
  net sales by US residents are net purchases by foreigners.
#}
{% macro slt_cells(raw_table, source_file, measures, dimension) %}
with

cells as (
    select * from {{ raw_cells(raw_table) }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

measures as (
    select * from (
        values
        {%- for name, dimension_value, measure in measures %}
        ('{{ name }}', '{{ dimension_value }}', '{{ measure }}')
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    ) as names (machine_name, {{ dimension }}, measure)
),

final as (
    select
        cells.code as holder_code,
        cells.reference_date as reference_month,
        measures.{{ dimension }},
        measures.measure,
        cells.cell_value as value_usd_mn,
        1.0::double as precision_usd_mn,
        '{{ source_file }}' as source,
        landed.released_on,
        landed.captured_at,
        landed.vintage,
        landed.is_latest_vintage,
        cells.source_sha256,
        cells.line_number,
        cells.column_number,
    from cells
    inner join landed
        on cells.source_sha256 = landed.source_sha256
    left join measures
        on cells.measure = measures.machine_name
)

select * from final
{% endmacro %}
