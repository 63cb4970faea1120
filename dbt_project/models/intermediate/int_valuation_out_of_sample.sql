{#- share of the months that the band is to hold -#}
{%- set nominal = 0.9 -%}
{#- with fewer errors than this their ninth tenth is the largest of them -#}
{%- set least_errors = 9 -%}
-- Published price changes beside what the months before make of them.
with

flows as (
    select
        *,
        position_usd_mn - position_change_usd_mn
        + net_purchases_usd_mn / 2 as exposed_usd_mn,
    from {{ ref('int_reported_flows') }}
    where
        instrument = 'long_term'
        and basis = 'slt_reported'
        and valuation_change_usd_mn is not null
        and position_change_usd_mn is not null
),

fits as (
    select * from {{ ref('int_implied_duration_monthly') }}
),

all_holders as (
    select * from fits
    where holder_code = '{{ var("grand_total") }}'
),

yields as (
    {{ ten_year_yields() }}
),

estimates as (
    select
        flows.holder_code,
        flows.reference_month,
        flows.exposed_usd_mn,
        flows.valuation_change_usd_mn as published_usd_mn,
        flows.exposed_usd_mn * (
            own.drift - own.duration_years * yields.yield_change_pct / 100
        ) as own_usd_mn,
        flows.exposed_usd_mn * (
            all_holders.drift
            - all_holders.duration_years * yields.yield_change_pct / 100
        ) as all_holders_usd_mn,
        -flows.exposed_usd_mn * all_holders.duration_without_drift_years
        * yields.yield_change_pct / 100 as rival_usd_mn,
    from flows
    inner join all_holders
        on flows.reference_month = all_holders.reference_month
    inner join yields
        on flows.reference_month = yields.reference_month
    left join fits as own
        on
            flows.holder_code = own.holder_code
            and flows.reference_month = own.reference_month
    where flows.exposed_usd_mn > 0
),

-- the own fit is used if its errors are no more than half of what it estimates
judged as (
    select
        holder_code,
        count(own_usd_mn) >= 12
        and sum(abs(own_usd_mn - published_usd_mn)) / nullif(
            sum(abs(published_usd_mn)) filter (own_usd_mn is not null), 0
        ) <= 0.5 as is_usable,
    from estimates
    group by holder_code
),

chosen as (
    select
        estimates.*,
        coalesce(judged.is_usable, false) as is_usable,
        case
            when judged.is_usable then estimates.own_usd_mn
            else estimates.all_holders_usd_mn
        end as estimated_usd_mn,
        abs(estimated_usd_mn - estimates.published_usd_mn)
        / estimates.exposed_usd_mn as error,
    from estimates
    inner join judged
        on estimates.holder_code = judged.holder_code
),

with_errors as (
    select
        *,
        list_sort(list(error) filter (error is not null) over all_months)
            as errors,
        list_sort(list(error) filter (error is not null) over months_before)
            as earlier_errors,
    from chosen
    window
        all_months as (partition by holder_code),
        months_before as (
            partition by holder_code
            order by reference_month
            rows between unbounded preceding and 2 preceding
        )
),

-- of n errors the one in place (n + 1) * 0.9 is not passed by a further month
-- more often than once in ten, whatever their distribution
final as (
    select
        * exclude (errors, earlier_errors, error),
        error,
        errors[
            least(len(errors), ceil((len(errors) + 1) * {{ nominal }}))::integer
        ] as band,
        case
            when len(earlier_errors) >= {{ least_errors }}
                then earlier_errors[
                    least(
                        len(earlier_errors),
                        ceil((len(earlier_errors) + 1) * {{ nominal }})
                    )::integer
                ]
        end as earlier_band,
    from with_errors
)

select * from final
