with

treasury as (
    select * from {{ ref('stg_us_treasury__par_yields') }}
),

others as (
    select * from {{ ref('stg_frb__h15') }}
    union all by name
    select * from {{ ref('stg_fred__constant_maturities') }}
),

final as (
    select
        others.date,
        others.country,
        others.tenor_months,
        treasury.par_yield_pct as treasury_par_yield_pct,
        others.par_yield_pct as other_par_yield_pct,
        others.source as other_source,
        round(
            others.par_yield_pct - treasury.par_yield_pct, 4
        ) as difference_pct,
        others.source_sha256 as other_source_sha256,
        others.line_number as other_line_number,
    from others
    inner join treasury
        on
            others.date = treasury.date
            and others.country = treasury.country
            and others.tenor_months = treasury.tenor_months
    where abs(others.par_yield_pct - treasury.par_yield_pct) > 0.00001
)

select * from final
order by other_source, tenor_months, date
