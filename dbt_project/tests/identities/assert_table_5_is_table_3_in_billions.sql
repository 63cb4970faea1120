-- Identity 5: where a release has both, every holder of Table 5 but "All Other"
-- is in Table 3, and its figure is Table 3's within half of the last digit
-- printed (0.1 billion, so 50 million). A unit read wrongly in either shows
-- here.
-- It warns: landing rejects what differs here, unless somebody accepts it.
{{ config(
    severity='warn',
    meta={'dagster': {'ref': {'name': 'stg_tic__slt_table5'}}},
) }}

with

table5 as (
    select * from {{ ref('stg_tic__slt_table5') }}
),

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
    where measure = 'position'
),

releases_of_both as (
    select distinct released_on from table3
),

holders as (
    select * from {{ ref('holders') }}
),

final as (
    select
        table5.released_on,
        table5.holder_code,
        table5.reference_month,
        table5.instrument,
        table5.position_usd_mn as table5_usd_mn,
        table3.value_usd_mn as table3_usd_mn,
    from table5
    inner join releases_of_both
        on table5.released_on = releases_of_both.released_on
    inner join holders
        on
            table5.holder_code = holders.holder_code
            and holders.scope <> 'residual'
    left join table3
        on
            table5.released_on = table3.released_on
            and table5.holder_code = table3.holder_code
            and table5.reference_month = table3.reference_month
            and table5.instrument = table3.instrument
)

select * from final
where
    table3_usd_mn is null
    or abs(table5_usd_mn - table3_usd_mn) > 50
