-- 6pi-4: the parts of each kind of investor are that kind, in each period and
-- step, within the rounding of every figure; what is not printed counts as
-- nothing there.
with

figures as (
    unpivot (
        select
            frequency,
            reference_date,
            investor,
            coalesce(acquisition_100mn_yen, 0) as acquisition,
            coalesce(disposition_100mn_yen, 0) as disposition,
            coalesce(net_100mn_yen, 0) as net,
        from {{ ref('stg_mof__portfolio_investment') }}
        where source = '6pi_4'
    )
    on acquisition, disposition, net
    into name step value amount_100mn_yen
),

investors as (
    select * from {{ ref('japan_investors') }}
),

parts as (
    select
        figures.frequency,
        figures.reference_date,
        figures.step,
        investors.part_of as investor,
        sum(figures.amount_100mn_yen) as sum_of_parts_100mn_yen,
        count(*) as parts,
    from figures
    inner join investors
        on figures.investor = investors.investor
    where investors.part_of is not null
    group by all
),

final as (
    select
        parts.*,
        figures.amount_100mn_yen,
    from parts
    left join figures
        on
            parts.frequency = figures.frequency
            and parts.reference_date = figures.reference_date
            and parts.step = figures.step
            and parts.investor = figures.investor
)

select * from final
where
    abs(sum_of_parts_100mn_yen - amount_100mn_yen) > (parts + 1) / 2
    or amount_100mn_yen is null
