-- Long-term debt of all residents in 6pi-1 and in 6pi-4, which round it apart,
-- in files that were captured on one day: a revision may reach one before the
-- other.
-- It warns: landing rejects what differs here, unless somebody accepts it.
{{ config(
    severity='warn',
    meta={'dagster': {'ref': {'name': 'stg_mof__portfolio_investment'}}},
) }}

with

figures as (
    select * from {{ ref('stg_mof__portfolio_investment') }}
    where
        side = 'assets'
        and instrument = 'long_term'
        and investor = 'all_residents'
),

days as (
    select distinct captured_on from figures
    where source = '6pi_1'
),

final as (
    select
        by_investor.frequency,
        by_investor.reference_date,
        by_investor.net_100mn_yen as by_investor_100mn_yen,
        of_all.net_100mn_yen as summary_100mn_yen,
    from figures as by_investor
    left join figures as of_all
        on
            by_investor.frequency = of_all.frequency
            and by_investor.reference_date = of_all.reference_date
            and by_investor.captured_on = of_all.captured_on
            and of_all.source = '6pi_1'
    semi join days
        on by_investor.captured_on = days.captured_on
    where by_investor.source = '6pi_4'
)

select * from final
where
    abs(by_investor_100mn_yen - summary_100mn_yen) > 1
    or summary_100mn_yen is null
