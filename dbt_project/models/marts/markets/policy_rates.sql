with

series as (
    select * from {{ ref('stg_fred__market_series') }}
),

bis as (
    select * from {{ ref('stg_bis__policy_rates') }}
),

final as (
    select
        date,
        country,
        concept as basis,
        frequency,
        figure as rate_pct,
        'fred_' || series as source,
        source_sha256,
        line_number,
    from series
    where concept in ('federal_funds_target_upper', 'federal_funds_effective')
    union all by name
    select
        reference_month as date,
        country,
        'policy_rate' as basis,
        'monthly' as frequency,
        policy_rate_pct as rate_pct,
        'bis_policy_rates' as source,
        source_sha256,
        line_number,
    from bis
)

select * from final
order by country, basis, date
