-- The episodes of each direction spend together what interventions in dollars
-- spent, and have as many days: none is lost, none counted twice.
{{ config(meta={'dagster': {'ref': {'name': 'funding_ratio'}}}) }}

with

interventions as (
    select
        direction,
        round(sum(amount_yen_bn), 1) as amount_yen_bn,
        count(distinct occurred_on) as intervention_days,
    from {{ ref('interventions') }}
    where currency_pair = 'USD/JPY'
    group by direction
),

episodes as (
    select
        direction,
        round(sum(amount_yen_bn), 1) as amount_yen_bn,
        sum(intervention_days) as intervention_days,
    from {{ ref('funding_ratio') }}
    group by direction
),

final as (
    select
        coalesce(interventions.direction, episodes.direction) as direction,
        interventions.amount_yen_bn,
        episodes.amount_yen_bn as episodes_yen_bn,
        interventions.intervention_days,
        episodes.intervention_days as episodes_days,
    from interventions
    full join episodes
        on interventions.direction = episodes.direction
)

select * from final
where
    amount_yen_bn is distinct from episodes_yen_bn
    or intervention_days is distinct from episodes_days
