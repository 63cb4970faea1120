{{ config(materialized='view') }}

with

days as (

    select
        unnest(
            generate_series(date '1974-12-31', current_date, interval 1 day)
        )::date as day,

),

final as (

    select day,
    from days

)

select * from final
