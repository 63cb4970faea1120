-- holdings gives the rows of Table 3 the numeral XIII, the newest of the
-- history. A later numeral in the history would make that wrong, and changes
-- across the break with it.
{{ config(meta={'dagster': {'ref': {'name': 'holdings'}}}) }}

with

history as (
    select * from {{ ref('stg_tic__mfhhis01') }}
    where is_latest_vintage
),

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
    where is_latest_vintage
),

holdings as (
    select distinct
        source,
        segment_id,
    from {{ ref('holdings') }}
    where source = 'slt_table3'
),

final as (
    select distinct
        history.reference_month,
        history.segment_id as segment_of_history,
        holdings.segment_id as segment_of_table3,
    from history
    cross join holdings
    where
        history.reference_month >= (
            select min(table3.reference_month) from table3
        )
        and history.segment_id is distinct from holdings.segment_id
)

select * from final
