with

{{ newest_cells('ecb_reference_rates') }},

dollars as (
    select
        date,
        figure as usd_per_eur,
    from newest
    where series = 'USD'
),

-- The ECB quotes units per euro; the cross with its own dollar rate of the same
-- day is units per dollar at that fixing.
crosses as (
    select
        newest.date,
        newest.series as currency,
        newest.figure / dollars.usd_per_eur as units_per_usd,
        newest.source_sha256,
        newest.line_number,
    from newest
    inner join dollars
        on newest.date = dollars.date
    where newest.series <> 'USD'
),

euro as (
    select
        date,
        'EUR' as currency,
        1 / figure as units_per_usd,
        source_sha256,
        line_number,
    from newest
    where series = 'USD'
),

final as (
    select
        *,
        'ecb_reference' as fixing,
    from crosses
    union all by name
    select
        *,
        'ecb_reference' as fixing,
    from euro
)

select * from final
