-- Duration of what each survey found, from what was left of the life of the
-- bonds: each span is a par bond due in its middle, at that month's yield of
-- its maturity.
with

survey as (
    select * from {{ ref('stg_tic__shl_appendix') }}
    where
        is_latest_vintage
        and security_type = 'treasury_by_maturity'
        and due_from_years is not null
    -- each zip has seven surveys; a later one may have revised them
    qualify vintage = max(vintage) over (partition by reference_month)
),

yields as (
    select
        reference_month,
        tenor_months / 12 as years,
        par_yield_pct,
        lead(tenor_months / 12) over month_end as next_years,
        lead(par_yield_pct) over month_end as next_par_yield_pct,
        row_number() over month_end = 1 as is_shortest,
    from {{ ref('us_yield_month_ends') }}
    window month_end as (partition by reference_month order by tenor_months)
),

-- the last span is open; the longest bond has thirty years
spans as (
    select
        holder_code,
        reference_month,
        position_usd_mn,
        (due_from_years + coalesce(due_to_years, due_from_years)) / 2 as years,
    from survey
),

-- between two tenors in a straight line, outside them the nearest one
with_yields as (
    select
        spans.*,
        case
            when yields.next_years is null or spans.years <= yields.years
                then yields.par_yield_pct
            else
                yields.par_yield_pct
                + (yields.next_par_yield_pct - yields.par_yield_pct)
                * (spans.years - yields.years)
                / (yields.next_years - yields.years)
        end as par_yield_pct,
    from spans
    inner join yields
        on
            spans.reference_month = yields.reference_month
            and (spans.years >= yields.years or yields.is_shortest)
            and (spans.years < yields.next_years or yields.next_years is null)
),

final as (
    select
        holder_code,
        reference_month,
        sum(position_usd_mn) as position_usd_mn,
        round(
            sum(
                position_usd_mn
                * {{ par_bond_duration('par_yield_pct', 'years') }}
            ) / sum(position_usd_mn),
            4
        ) as duration_years,
        round(
            sum(position_usd_mn * years) / sum(position_usd_mn), 4
        ) as maturity_years,
    from with_yields
    group by holder_code, reference_month
)

select * from final
