with

calendar as (
    select * from {{ ref('release_calendar') }}
),

final as (
    select
        reference_month,
        released_on,
        date_diff('day', reference_month, released_on)::integer as lag_days,
        source,
    from calendar
)

select * from final
