-- Debt held by the public and by the government is all of it, to the penny and
-- in the monthly statement, whose totals of marketable and other debt are its
-- grand total. Five hundred dollars, for the statement prints fewer decimals.
{{ config(meta={
    'dagster': {'ref': {'name': 'stg_us_treasury__debt_to_penny'}},
}) }}

with

penny as (
    select
        date,
        'debt_to_penny' as what,
        sum(amount_usd_mn) filter (measure <> 'total') as parts_usd_mn,
        max(amount_usd_mn) filter (measure = 'total') as total_usd_mn,
        count(*) as figures,
    from {{ ref('stg_us_treasury__debt_to_penny') }}
    group by date
),

statement as (
    select
        date,
        'mspd_table_1, ' || measure as what,
        sum(amount_usd_mn) filter (
            security_type in ('Total Marketable', 'Total Nonmarketable')
        ) as parts_usd_mn,
        max(amount_usd_mn) filter (
            security_type = 'Total Public Debt Outstanding'
        ) as total_usd_mn,
        count(*) as figures,
    from {{ ref('stg_us_treasury__mspd_table_1') }}
    where is_total
    group by date, measure
),

final as (
    select * from penny
    union all
    select * from statement
)

select * from final
where figures = 3 and not abs(parts_usd_mn - total_usd_mn) < 0.0005
