{#
  A raw table as staging reads it: the cells as printed, save those that the seed
  corrections says the publisher printed wrongly.
#}
{% macro raw_cells(raw_table) %}
(
        select
            printed.* replace (
                if(
                    corrections.source_sha256 is null,
                    printed.cell_value,
                    corrections.corrected_value
                ) as cell_value
            ),
        from {{ source('raw', raw_table) }} as printed
        left join {{ ref('stg_meta__corrections') }} as corrections
            on
                printed.source_sha256 = corrections.source_sha256
                and printed.label = corrections.label
                and printed.code is not distinct from corrections.code
                and printed.reference_date = corrections.reference_date
                and printed.measure = corrections.measure
                and printed.cell_value = corrections.expect
    ) as corrected
{%- endmacro %}
