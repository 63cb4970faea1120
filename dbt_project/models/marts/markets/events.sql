with

dates as (
    select * from {{ ref('event_dates') }}
),

targets as (
    select * from {{ ref('tariff_targets') }}
),

final as (
    select
        dates.event_id,
        dates.event_date,
        dates.event_month as reference_month,
        if(dates.event_date is null, 'month', 'day') as date_precision,
        dates.kind,
        dates.direction,
        targets.tariff_on,
        targets.tariff_on_country,
        dates.description,
        dates.source,
    from dates
    left join targets on dates.event_id = targets.event_id
)

select * from final
order by reference_month, event_id
