-- What the seed says of days that the ministry's file covers, the file says
-- too, within the seed's last digit: else the seed was wrong and must be
-- corrected.
{{ config(meta={'dagster': {'ref': {'name': 'intervention_days'}}}) }}

with

landed as (
    select * from {{ ref('stg_mof__interventions') }}
),

seeded as (
    select * from {{ ref('intervention_days') }}
    where not is_estimate
),

coverage as (
    select max(covered_through) as covered_through from landed
),

final as (
    select
        seeded.occurred_on,
        seeded.currency_pair,
        seeded.direction,
        seeded.amount_100mn_yen as seeded_100mn_yen,
        seeded.precision_100mn_yen,
        landed.amount_100mn_yen as landed_100mn_yen,
    from seeded
    left join landed
        on
            seeded.occurred_on = landed.occurred_on
            and seeded.direction = case
                when landed.bought_currency = 'JPY' then 'yen_bought'
                else 'yen_sold'
            end
    cross join coverage
    where seeded.occurred_on <= coverage.covered_through
)

select * from final
where
    landed_100mn_yen is null
    or abs(landed_100mn_yen - seeded_100mn_yen) > precision_100mn_yen / 2
