{#
  A book of par bonds of two neighbouring tenors, weighted so that its duration is
  the holder's; repriced over the month.
#}
with

flows as (
    select * from {{ ref('int_reported_flows') }}
    where
        instrument = 'long_term'
        and position_change_usd_mn is not null
        -- before Form SLT positions were not repriced
        and reference_month >= date '2012-01-31'
),

durations as (
    select * from {{ ref('implied_duration') }}
),

past_durations as (
    select * from {{ ref('int_implied_duration_monthly') }}
),

yields as (
    select * from {{ ref('us_yield_month_ends') }}
    where tenor_months in (24, 60, 120, 360) and price_return is not null
),

all_holders as (
    select duration_years from durations
    where holder_code = '{{ var("grand_total") }}'
),

positions as (
    select
        flows.*,
        flows.position_usd_mn
        - flows.position_change_usd_mn as previous_position_usd_mn,
        case
            when own.is_usable then own.duration_years
            else all_holders.duration_years
        end as duration_years,
        case
            when own.is_usable then 'own' else 'all_holders'
        end as duration_basis,
        past.duration_years as past_duration_years,
    from flows
    cross join all_holders
    left join durations as own
        on flows.holder_code = own.holder_code
    left join past_durations as past
        on
            flows.holder_code = past.holder_code
            and flows.reference_month = past.reference_month
),

-- the band is a year of duration either way; "past" uses earlier months only
cases as (
    {%- for name, duration in [
        ('middle', 'duration_years'),
        ('shorter', 'duration_years - 1'),
        ('longer', 'duration_years + 1'),
        ('past', 'past_duration_years'),
    ] %}
    select
        holder_code,
        reference_month,
        '{{ name }}' as case_name,
        {{ duration }} as duration_years,
    from positions
    where {{ duration }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- neighbouring tenors of each month; outside them the nearest two are carried
-- on in a straight line
segments as (
    select
        reference_month,
        case
            when row_number() over month_end > 1 then duration_years else -1000
        end as applies_from,
        case
            when lead(duration_years, 2) over month_end is not null
                then lead(duration_years) over month_end
            else 1000
        end as applies_to,
        duration_years as first_duration_years,
        price_return as first_return,
        lead(duration_years) over month_end as second_duration_years,
        lead(price_return) over month_end as second_return,
    from yields
    window month_end as (partition by reference_month order by tenor_months)
    qualify second_duration_years is not null
),

returns as (
    select
        cases.holder_code,
        cases.reference_month,
        cases.case_name,
        segments.first_return
        + (segments.second_return - segments.first_return)
        * (cases.duration_years - segments.first_duration_years)
        / (segments.second_duration_years - segments.first_duration_years)
            as price_return,
    from cases
    inner join segments
        on
            cases.reference_month = segments.reference_month
            and cases.duration_years >= segments.applies_from
            and cases.duration_years < segments.applies_to
),

-- Half of the month's purchases were there when prices moved; where they are
-- not known, they are what the change leaves.
estimates as (
    select
        positions.holder_code,
        positions.reference_month,
        returns.case_name,
        returns.price_return,
        case
            when positions.net_purchases_usd_mn is not null
                then returns.price_return * (
                    positions.previous_position_usd_mn
                    + positions.net_purchases_usd_mn / 2
                )
            else
                returns.price_return * (
                    positions.previous_position_usd_mn
                    + positions.position_change_usd_mn / 2
                ) / (1 + returns.price_return / 2)
        end as valuation_usd_mn,
    from positions
    inner join returns
        on
            positions.holder_code = returns.holder_code
            and positions.reference_month = returns.reference_month
),

by_case as (
    select
        holder_code,
        reference_month,
        max(price_return) filter (case_name = 'middle') as price_return,
        max(valuation_usd_mn) filter (case_name = 'middle') as middle_usd_mn,
        min(valuation_usd_mn) filter (case_name <> 'past') as low_usd_mn,
        max(valuation_usd_mn) filter (case_name <> 'past') as high_usd_mn,
        max(valuation_usd_mn) filter (case_name = 'past') as past_usd_mn,
    from estimates
    group by holder_code, reference_month
),

final as (
    select
        positions.holder_code,
        positions.holder_name,
        positions.holder_scope,
        positions.reference_month,
        positions.previous_position_usd_mn,
        positions.net_purchases_usd_mn,
        positions.basis,
        positions.duration_years,
        positions.duration_basis,
        round(100 * by_case.price_return, 6) as price_return_pct,
        round(by_case.middle_usd_mn, 1) as estimated_valuation_change_usd_mn,
        round(by_case.low_usd_mn, 1) as estimated_valuation_change_low_usd_mn,
        round(by_case.high_usd_mn, 1) as estimated_valuation_change_high_usd_mn,
        round(by_case.past_usd_mn, 1) as estimated_from_past_usd_mn,
        case
            when positions.net_purchases_usd_mn is null
                then round(
                    positions.position_change_usd_mn - by_case.middle_usd_mn, 1
                )
        end as estimated_net_purchases_usd_mn,
        case
            when positions.basis = 'slt_reported'
                then positions.valuation_change_usd_mn
        end as published_valuation_change_usd_mn,
    from positions
    inner join by_case
        on
            positions.holder_code = by_case.holder_code
            and positions.reference_month = by_case.reference_month
)

select * from final
order by holder_code, reference_month
