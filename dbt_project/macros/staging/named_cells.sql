{#
  Staging of a file whose columns have names for what they hold: names become
  the given dimensions. `names` lists (name, first dimension, second dimension, ...);
  a name that is not listed is left out with `only_named`, else it has nulls.
  The holder is the publisher's code unless a dimension or `holder` gives it.
  `billions` turns one printed decimal of a billion into whole millions.
#}
{% macro named_cells(
    raw_table,
    source_file,
    dimensions,
    names,
    figure='position_usd_mn',
    holder='cells.code',
    billions=false,
    only_named=false,
    extra=[]
) %}
with

cells as (
    select * from {{ raw_cells(raw_table) }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

named as (
    select * from (
        values
        {%- for each in names %}
        ('{{ each | join("', '") }}')
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    ) as listed (machine_name, {{ dimensions | join(', ') }})
),

final as (
    select
        {%- if 'holder_code' not in dimensions %}
        {{ holder }} as holder_code,
        {%- endif %}
        cells.reference_date as reference_month,
        {%- for dimension in dimensions %}
        named.{{ dimension }},
        {%- endfor %}
        {%- if billions %}
        round(cells.cell_value * 1000) as {{ figure }},
        100.0::double as precision_usd_mn,
        {%- else %}
        cells.cell_value as {{ figure }},
        1.0::double as precision_usd_mn,
        {%- endif %}
        {%- for column in extra %}
        {{ column }},
        {%- endfor %}
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
    {{ 'inner' if only_named else 'left' }} join named
        on cells.measure = named.machine_name
)

select * from final
{% endmacro %}
