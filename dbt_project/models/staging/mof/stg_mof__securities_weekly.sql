with

cells as (
    select
        *,
        regexp_extract(measure, '^(assets|liabilities)_', 1) as side,
        regexp_extract(
            measure, '^(?:assets|liabilities)_(\w+)_\w+$', 1
        ) as instrument,
    from {{ raw_cells('mof_securities_week') }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
    where is_latest_vintage
),

newest as (
    select
        cells.*,
        landed.released_on,
        landed.captured_on,
    from cells
    inner join landed
        on cells.source_sha256 = landed.source_sha256
),

steps as (
    select
        reference_date as week_ending,
        side,
        instrument,
        {%- for step in ['acquisition', 'disposition', 'net'] %}
        max(cell_value) filter (
            ends_with(measure, '_{{ step }}')
        ) as {{ step }}_100mn_yen,
        {%- endfor %}
        any_value(released_on) as released_on,
        any_value(captured_on) as captured_on,
        any_value(source_sha256) as source_sha256,
        any_value(line_number) as line_number,
    from newest
    group by reference_date, side, instrument
),

final as (
    select
        week_ending,
        side,
        instrument,
        acquisition_100mn_yen,
        disposition_100mn_yen,
        net_100mn_yen as printed_net_100mn_yen,
        acquisition_100mn_yen - disposition_100mn_yen as net_100mn_yen,
        released_on,
        captured_on,
        source_sha256,
        line_number,
    from steps
)

select * from final
