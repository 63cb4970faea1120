{{ config(post_hook="{{ lineage_of_fx_rate() }}") }}
with

noon as (
    select * from {{ ref('stg_fred__noon_rates') }}
),

ecb as (
    select * from {{ ref('stg_ecb__reference_rates') }}
),

final as (
    select
        date,
        currency,
        units_per_usd,
        fixing,
        source_sha256,
        line_number,
    from noon
    union all by name
    select
        date,
        currency,
        units_per_usd,
        fixing,
        source_sha256,
        line_number,
    from ecb
)

select * from final
order by fixing, currency, date
