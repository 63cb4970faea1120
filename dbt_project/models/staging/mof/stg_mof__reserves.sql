{%- set measures = [
    'reserve_assets', 'foreign_currency', 'securities', 'deposits',
    'imf_position', 'sdr', 'gold', 'other_reserve_assets',
    'other_foreign_currency',
] -%}
with

cells as (
    select * from {{ raw_cells('mof_reserves') }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

-- the later capture of a month replaces its whole line
newest as (
    select
        cells.*,
        landed.source_id,
        landed.captured_on,
    from cells
    inner join landed
        on cells.source_sha256 = landed.source_sha256
    qualify dense_rank() over (
        partition by cells.reference_date
        order by
            landed.captured_at desc,
            landed.source_id asc,
            cells.source_sha256 asc
    ) = 1
),

final as (
    select
        reference_date as reference_month,
        {%- for measure in measures %}
        max(cell_value) filter (
            measure = '{{ measure }}'
        ) as {{ measure }}_usd_mn,
        {%- endfor %}
        any_value(source_id) as source,
        any_value(captured_on) as captured_on,
        any_value(source_sha256) as source_sha256,
        any_value(line_number) as line_number,
    from newest
    group by reference_date
)

select * from final
