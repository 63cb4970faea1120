with

dates as (
    select * from {{ ref('event_dates') }}
),

final as (
    select
        event_id,
        event_date,
        event_month as reference_month,
        if(event_date is null, 'month', 'day') as date_precision,
        kind,
        direction,
        description,
        source,
    from dates
)

select * from final
order by reference_month, event_id
