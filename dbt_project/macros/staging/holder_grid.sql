{#
  Staging of a TIC file that is a grid of holder names by months, in $ billion
  with one decimal: names become codes, billions become millions.
  A label that one series numeral reads differently ("Belgium 5/" held
  Luxembourg in series II) has its own row in holder_labels; that row wins over
  the general one.
#}
{% macro holder_grid(raw_table, label_source) %}
with

cells as (
    select * from {{ raw_cells(raw_table) }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

labels as (
    select * from {{ ref('holder_labels') }}
    where source_file = '{{ label_source }}'
),

normalised as (
    select
        *,
        trim(regexp_replace(label, '\s+', ' ', 'g')) as holder_label,
    from cells
),

final as (
    select
        coalesce(in_series.holder_code, in_any.holder_code) as holder_code,
        normalised.reference_date as reference_month,
        coalesce(in_series.instrument, in_any.instrument) as instrument,
        normalised.segment as segment_id,
        -- 0.1 billion is the last digit printed, so the product is whole
        round(normalised.cell_value * 1000) as position_usd_mn,
        100.0::double as precision_usd_mn,
        '{{ label_source }}' as source,
        normalised.holder_label,
        landed.released_on,
        landed.captured_at,
        landed.vintage,
        landed.is_latest_vintage,
        normalised.source_sha256,
        normalised.line_number,
        normalised.column_number,
    from normalised
    inner join landed
        on normalised.source_sha256 = landed.source_sha256
    left join labels as in_series
        on
            normalised.holder_label = in_series.label
            and normalised.segment = in_series.segment
    left join labels as in_any
        on
            normalised.holder_label = in_any.label
            and in_any.segment is null
)

select * from final
{% endmacro %}
