-- Twelve months are the year printed above them, within the rounding of
-- thirteen figures. A year without all its months is not compared.
with

figures as (
    select * from {{ ref('stg_mof__portfolio_investment') }}
),

months as (
    select
        source,
        side,
        investor,
        instrument,
        year(reference_date) as calendar_year,
        sum(net_100mn_yen) as sum_of_months_100mn_yen,
    from figures
    where frequency = 'monthly'
    group by source, side, investor, instrument, calendar_year
    having count(*) = 12
),

years as (
    select * from figures
    where frequency = 'annual'
),

final as (
    select
        months.*,
        years.net_100mn_yen as year_100mn_yen,
    from months
    left join years
        on
            months.source = years.source
            and months.side = years.side
            and months.investor = years.investor
            and months.instrument = years.instrument
            and months.calendar_year = year(years.reference_date)
)

select * from final
where
    abs(sum_of_months_100mn_yen - year_100mn_yen) > 6.5
    or (sum_of_months_100mn_yen is null) <> (year_100mn_yen is null)
