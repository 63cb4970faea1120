-- Two tables of one release print one figure: Treasuries of Table 1, which is
-- long-term only, are long-term Treasuries of Table 3. Exact on all 20,748
-- cells that both print in the release of 2026-06-18.
-- It warns: landing rejects what differs here, unless somebody accepts it.
{{ config(
    severity='warn',
    meta={'dagster': {'ref': {'name': 'stg_tic__slt_table3'}}},
) }}

with

table1 as (
    select * from {{ ref('stg_tic__slt_table1') }}
    where security_type = 'treasury'
),

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
    where instrument = 'long_term'
),

final as (
    select
        table1.released_on,
        table1.holder_code,
        table1.reference_month,
        table1.measure,
        table1.value_usd_mn as table1_usd_mn,
        table3.value_usd_mn as table3_usd_mn,
    from table1
    inner join table3
        on
            table1.released_on = table3.released_on
            and table1.holder_code = table3.holder_code
            and table1.reference_month = table3.reference_month
            and table1.measure = table3.measure
)

select * from final
where table1_usd_mn <> table3_usd_mn
