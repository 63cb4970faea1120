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

-- From how many years of what is left of their life, to how many.
maturities as (
    select listed.* from (
        values
        ('treasury_due_within_1_year', 0, 1),
        ('treasury_due_in_1_to_2_years', 1, 2),
        ('treasury_due_in_2_to_3_years', 2, 3),
        ('treasury_due_in_3_to_4_years', 3, 4),
        ('treasury_due_in_4_to_5_years', 4, 5),
        ('treasury_due_in_5_to_6_years', 5, 6),
        ('treasury_due_in_6_to_7_years', 6, 7),
        ('treasury_due_in_7_to_8_years', 7, 8),
        ('treasury_due_in_8_to_9_years', 8, 9),
        ('treasury_due_in_9_to_10_years', 9, 10),
        ('treasury_due_in_10_to_15_years', 10, 15),
        ('treasury_due_in_15_to_20_years', 15, 20),
        ('treasury_due_in_20_to_25_years', 20, 25),
        ('treasury_due_in_25_to_30_years', 25, 30),
        ('treasury_due_after_30_years', 30, null)
    ) as listed (
        machine_name, due_from_years, due_to_years
    )
),

-- What the columns of the tables hold; all securities are in billions.
named as (
    select listed.* from (
        values
        ('treasury', 'treasury', 'total', 'all', 1),
        ('long_term_treasury', 'treasury', 'long_term', 'all', 1),
        ('long_term_treasury_nominal', 'treasury', 'long_term', 'nominal', 1),
        ('long_term_treasury_tips', 'treasury', 'long_term', 'tips', 1),
        ('long_term_treasury_frn', 'treasury', 'long_term', 'frn', 1),
        ('short_term_treasury', 'treasury', 'short_term', 'all', 1),
        ('total_securities_usd_bn', 'total_securities', 'total', 'all', 1000),
        ('treasury_by_maturity', 'treasury_by_maturity', 'long_term', 'all', 1)
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
        maturities.due_from_years,
        maturities.due_to_years,
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
    left join maturities
        on cells.measure = maturities.machine_name
    -- each span is a part of what is listed by maturity
    left join named
        on
            if(
                maturities.machine_name is null,
                cells.measure,
                'treasury_by_maturity'
            ) = named.machine_name
)

select * from final
