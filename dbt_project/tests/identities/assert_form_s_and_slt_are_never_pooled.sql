-- Form S and what positions say end with 2023-01 and SLT begins with 2023-02: a
-- streak, a level of purchases and the window of a study lie on one side.
{{ config(meta={'dagster': {'ref': {'name': 'turning_points'}}}) }}

with

turning_points as (
    select * from {{ ref('turning_points') }}
),

event_study as (
    select * from {{ ref('event_study') }}
),

co_selling as (
    select * from {{ ref('co_selling') }}
),

months as (
    select
        'turning_points' as relation,
        holder_code || ' ' || instrument as which,
        basis,
        reference_month as last_month,
        -- first month of the streak that this month ends
        last_day(
            reference_month
            - to_months(greatest(coalesce(net_sale_streak_months, 0) - 1, 0))
        ) as first_month,
    from turning_points
    where basis is not null
    union all
    select
        'event_study' as relation,
        event_id || ' ' || holder_code || ' ' || instrument as which,
        basis,
        last_day(reference_month + interval 3 month) as last_month,
        last_day(reference_month - interval 3 month) as first_month,
    from event_study
    where abnormal_usd_mn is not null
),

final as (
    select * from months
    where
        (
            basis in ('form_s', 'position_based')
            and last_month > date '2023-01-31'
        )
        or (basis = 'slt_reported' and first_month < date '2023-02-28')
    union all
    select
        'co_selling' as relation,
        follower_code || ' ' || instrument as which,
        basis,
        null as last_month,
        null as first_month,
    from co_selling
    where
        -- months from 1977-01 to 2023-01
        (basis = 'form_s' and months > 553)
        -- months from 2011-07 to 2023-01
        or (basis = 'position_based' and months > 139)
        or basis not in ('form_s', 'position_based', 'slt_reported')
        or (basis = 'form_s' and instrument <> 'long_term')
)

select * from final
