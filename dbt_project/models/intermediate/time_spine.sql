{{ config(materialized='table') }}

with

holdings as (
    select * from {{ ref('holdings') }}
),

-- As long as the record, so that the same files give the same table on any day.
final as (
    select
        unnest(
            generate_series(
                date '1974-12-31', max(reference_month), interval 1 day
            )
        )::date as spine_date,
    from holdings
)

select * from final
