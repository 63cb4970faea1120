-- A change that crosses from one segment to the next is a step of the survey,
-- not of the holder: for every change there is one segment in which both
-- month-ends have a figure and give that difference.
{{ config(meta={'dagster': {'ref': {'name': 'holder_flows'}}}) }}

with

holder_flows as (
    select * from {{ ref('holder_flows') }}
    where position_change_usd_mn is not null
),

holdings as (
    select * from {{ ref('holdings') }}
),

within_segments as (
    select
        holder_code,
        instrument,
        reference_month,
        position_usd_mn - lag(position_usd_mn) over (
            partition by holder_code, instrument, segment_id
            order by reference_month
        ) as difference_usd_mn,
    from holdings
),

final as (
    select
        holder_flows.holder_code,
        holder_flows.instrument,
        holder_flows.reference_month,
        holder_flows.position_change_usd_mn,
        holder_flows.break_id,
    from holder_flows
    anti join within_segments
        on
            holder_flows.holder_code = within_segments.holder_code
            and holder_flows.instrument = within_segments.instrument
            and holder_flows.reference_month = within_segments.reference_month
            and holder_flows.position_change_usd_mn
            = within_segments.difference_usd_mn
)

select * from final
