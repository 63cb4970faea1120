{{ config(post_hook="{{ lineage_of_yield() }}") }}
with

treasury as (
    select * from {{ ref('stg_us_treasury__par_yields') }}
),

fred as (
    select * from {{ ref('stg_fred__constant_maturities') }}
),

h15 as (
    select * from {{ ref('stg_frb__h15') }}
),

japan as (
    select * from {{ ref('stg_mof__jgb') }}
),

masks as (
    select * from {{ ref('yield_masks') }}
),

-- The Treasury computes the curve, the Federal Reserve prints it, FRED copies
-- that.
ranked as (
    select
        *,
        1 as precedence,
    from treasury
    union all by name
    select
        *,
        2 as precedence,
    from h15
    union all by name
    select
        *,
        3 as precedence,
    from fred
    union all by name
    select
        *,
        1 as precedence,
    from japan
),

chosen as (
    select * from ranked
    qualify row_number() over (
        partition by country, tenor_months, date
        order by precedence
    ) = 1
),

final as (
    select
        chosen.date,
        chosen.country,
        chosen.tenor_months,
        chosen.par_yield_pct,
        chosen.source,
        chosen.source_sha256,
        chosen.line_number,
    from chosen
    anti join masks
        on
            chosen.country = masks.country
            and chosen.tenor_months = masks.tenor_months
            and chosen.date between masks.first_date and masks.last_date
)

select * from final
order by country, tenor_months, date
