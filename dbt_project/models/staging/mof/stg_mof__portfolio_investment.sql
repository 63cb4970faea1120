-- A measure's name says its side, instrument or investor, and step, in this
-- order: assets_long_term_net, life_insurers_acquisition.
with

summary as (
    select
        *,
        '6pi_1' as source,
        regexp_extract(measure, '^(assets|liabilities)_', 1) as side,
        regexp_extract(
            measure, '^(?:assets|liabilities)_(\w+)_\w+$', 1
        ) as instrument,
        case
            when measure like 'assets_%' then 'all_residents'
            else 'all_non_residents'
        end as investor,
    from {{ raw_cells('mof_6pi_1') }}
),

by_investor as (
    select
        *,
        '6pi_4' as source,
        'assets' as side,
        'long_term' as instrument,
        case
            when measure like 'total_%' then 'all_residents'
            else regexp_extract(measure, '^(\w+)_\w+$', 1)
        end as investor,
    from {{ raw_cells('mof_6pi_4') }}
),

cells as (
    select * from summary
    union all by name
    select * from by_investor
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

-- a file of a later day replaces the whole line of a period
newest as (
    select
        cells.*,
        landed.captured_on,
    from cells
    inner join landed
        on cells.source_sha256 = landed.source_sha256
    qualify landed.vintage = max(landed.vintage) over (
        partition by cells.source, cells.segment, cells.reference_date
    )
),

final as (
    select
        source,
        segment as frequency,
        reference_date,
        side,
        investor,
        instrument,
        {%- for step in ['acquisition', 'disposition', 'net'] %}
        max(cell_value) filter (
            ends_with(measure, '_{{ step }}')
        ) as {{ step }}_100mn_yen,
        {%- endfor %}
        bool_or(period like '%(P)') as is_preliminary,
        any_value(captured_on) as captured_on,
        any_value(source_sha256) as source_sha256,
        any_value(line_number) as line_number,
    from newest
    group by
        source, segment, reference_date, side, investor, instrument
)

select * from final
