{{ config(materialized='table') }}

with

days as (

    select
        unnest(
            generate_series(date '1974-12-31', current_date, interval 1 day)
        )::date as spine_date,

),

final as (

    select spine_date,
    from days

)

select * from final
