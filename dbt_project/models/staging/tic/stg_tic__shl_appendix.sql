with

cells as (
    select * from {{ raw_cells('tic_shl_appendix') }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

labels as (
    select * from {{ ref('holder_labels') }}
    where source_file = 'shl_appendix'
),

-- What the columns of the two tables hold; all securities are in billions.
named as (
    select listed.* from (
        values
        ('treasury', 'treasury', 'total', 'all', 1),
        ('long_term_treasury', 'treasury', 'long_term', 'all', 1),
        ('long_term_treasury_nominal', 'treasury', 'long_term', 'nominal', 1),
        ('long_term_treasury_tips', 'treasury', 'long_term', 'tips', 1),
        ('long_term_treasury_frn', 'treasury', 'long_term', 'frn', 1),
        ('short_term_treasury', 'treasury', 'short_term', 'all', 1),
        ('total_securities_usd_bn', 'total_securities', 'total', 'all', 1000)
    ) as listed (
        machine_name, security_type, instrument, treasury_type, millions
    )
),

final as (
    select
        labels.holder_code,
        cells.reference_date as reference_month,
        named.security_type,
        named.instrument,
        named.treasury_type,
        cells.segment as table_number,
        cells.cell_value * named.millions as position_usd_mn,
        named.millions::double as precision_usd_mn,
        cells.cell_text = '*' as is_below_half_or_withheld,
        'shl_appendix' as source,
        trim(regexp_replace(cells.label, '\s+', ' ', 'g')) as holder_label,
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
    left join labels
        on {{ listed_label('cells.label') }} = labels.label
    left join named
        on cells.measure = named.machine_name
)

select * from final
