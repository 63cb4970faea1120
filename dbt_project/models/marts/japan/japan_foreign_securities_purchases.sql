with

figures as (
    select * from {{ ref('stg_mof__portfolio_investment') }}
    where frequency = 'monthly' and side = 'assets'
),

investors as (
    select * from {{ ref('japan_investors') }}
),

final as (
    select
        figures.reference_date as reference_month,
        figures.investor,
        investors.investor_name,
        investors.part_of,
        figures.instrument,
        figures.acquisition_100mn_yen / 10 as acquisitions_yen_bn,
        figures.disposition_100mn_yen / 10 as dispositions_yen_bn,
        figures.net_100mn_yen / 10 as net_purchases_yen_bn,
        figures.is_preliminary,
        figures.source,
        figures.captured_on,
        figures.source_sha256,
        figures.line_number,
    from figures
    inner join investors
        on figures.investor = investors.investor
    -- 6pi-4 repeats the total of 6pi-1, rounded apart
    where figures.source = '6pi_1' or figures.investor <> 'all_residents'
)

select * from final
order by investor, instrument, reference_month
