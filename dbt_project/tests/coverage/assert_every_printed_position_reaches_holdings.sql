-- Every position of the newest Table 3 is in holdings with its figure, and so
-- is every one of the newest history that Table 3 does not print, in its
-- segment. Only "All Other" stays out, because what it holds differs by file
-- and year.
{{ config(meta={'dagster': {'ref': {'name': 'holdings'}}}) }}

with

table3 as (
    select
        holder_code,
        reference_month,
        instrument,
        value_usd_mn as position_usd_mn,
    from {{ ref('stg_tic__slt_table3') }}
    where
        is_latest_vintage
        and measure = 'position'
        and value_usd_mn is not null
),

history as (
    select
        holder_code,
        reference_month,
        instrument,
        segment_id,
        position_usd_mn,
    from {{ ref('stg_tic__mfhhis01') }}
    where
        is_latest_vintage
        and position_usd_mn is not null
        and holder_label <> 'All Other'
),

holdings as (
    select * from {{ ref('holdings') }}
),

lost_of_table3 as (
    select * from table3
    except
    select
        holder_code,
        reference_month,
        instrument,
        position_usd_mn,
    from holdings
    where source = 'slt_table3'
),

absent_of_history as (
    select * from history
    except
    select
        holder_code,
        reference_month,
        instrument,
        segment_id,
        position_usd_mn,
    from holdings
    where source = 'mfhhis01'
),

lost_of_history as (
    select absent_of_history.*
    from absent_of_history
    anti join table3
        on
            absent_of_history.holder_code = table3.holder_code
            and absent_of_history.reference_month = table3.reference_month
            and absent_of_history.instrument = table3.instrument
),

final as (
    select
        *,
        'slt_table3' as printed_in,
    from lost_of_table3
    union all by name
    select
        *,
        'mfhhis01' as printed_in,
    from lost_of_history
)

select * from final
