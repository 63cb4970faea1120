with

landed as (
    select * from {{ ref('stg_mof__interventions') }}
),

seeded as (
    select * from {{ ref('intervention_days') }}
),

releases as (
    select * from {{ ref('releases') }}
),

noon_rates as (
    select * from {{ ref('fx_rates') }}
    where currency = 'JPY' and fixing = 'noon_new_york'
),

from_file as (
    select
        occurred_on,
        case
            when sold_currency = 'JPY'
                then bought_currency || '/JPY'
            else sold_currency || '/' || bought_currency
        end as currency_pair,
        case
            when bought_currency = 'JPY' then 'yen_bought'
            when sold_currency = 'JPY' then 'yen_sold'
            else 'without_yen'
        end as direction,
        amount_100mn_yen / 10 as amount_yen_bn,
        false as is_estimate,
        'Ministry of Finance' as source,
        'landed_file' as read_from,
        captured_on,
        source_sha256,
        line_number,
    from landed
),

-- for the days that it covers, the landed file replaces the seed
from_seed as (
    select
        occurred_on,
        currency_pair,
        direction,
        amount_100mn_yen / 10 as amount_yen_bn,
        is_estimate,
        source,
        'seed' as read_from,
    from seeded
    where
        occurred_on > coalesce(
            (select max(landed.covered_through) from landed),
            date '0001-01-01'
        )
),

days as (
    select * from from_file
    union all by name
    select * from from_seed
),

-- a day without a rate takes the one before, of three days ago at most
rates_of_days as (
    select
        days.occurred_on,
        arg_max(noon_rates.units_per_usd, noon_rates.date) as yen_per_usd,
        max(noon_rates.date) as rate_date,
    from days
    inner join noon_rates
        on
            days.occurred_on >= noon_rates.date
            and days.occurred_on - interval 3 day <= noon_rates.date
    group by days.occurred_on
),

final as (
    select
        days.occurred_on,
        days.currency_pair,
        days.direction,
        days.amount_yen_bn,
        round(
            days.amount_yen_bn / rates_of_days.yen_per_usd, 3
        ) as amount_usd_bn,
        rates_of_days.yen_per_usd as yen_per_usd_noon_new_york,
        rates_of_days.rate_date,
        days.is_estimate,
        disclosed.disclosed_monthly_on,
        disclosed.disclosed_daily_on,
        -- The ministry has printed a month's total at its end since June 2003,
        -- which covers no later than its last days; before, the days of a
        -- quarter after it; and in July 2001 those of 1991 to 2000.
        coalesce(
            disclosed.disclosed_monthly_on,
            least(
                disclosed.disclosed_daily_on,
                case
                    when days.occurred_on < date '2001-01-01'
                        then date '2001-07-31'
                    when days.occurred_on < date '2003-06-01'
                        then last_day(
                            date_trunc('quarter', days.occurred_on)
                            + interval 4 month
                        )
                    else last_day(days.occurred_on + interval 1 month)
                end
            )
        ) as known_by,
        releases.released_on as first_visible_in_tic_on,
        days.source,
        days.read_from,
        days.captured_on,
        days.source_sha256,
        days.line_number,
    from days
    left join rates_of_days
        on days.occurred_on = rates_of_days.occurred_on
    left join seeded as disclosed
        on
            days.occurred_on = disclosed.occurred_on
            and days.currency_pair = disclosed.currency_pair
    left join releases
        on last_day(days.occurred_on) = releases.reference_month
)

select * from final
order by occurred_on, currency_pair
