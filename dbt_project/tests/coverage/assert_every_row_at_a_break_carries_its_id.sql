-- Where the registry has a break of a file's positions in a month, each row of
-- that file and month in holdings says so, and the change across it is in no
-- column for changes within a series.
{{ config(meta={'dagster': {'ref': {'name': 'holdings'}}}) }}

with

breaks as (
    select * from {{ ref('series_breaks') }}
    where kind <> 'flow_definition'
),

holdings as (
    select * from {{ ref('holdings') }}
),

holder_flows as (
    select * from {{ ref('holder_flows') }}
),

without_break_id as (
    select
        holdings.holder_code,
        holdings.reference_month,
        holdings.instrument,
        breaks.break_id,
    from holdings
    inner join breaks
        on
            holdings.source = breaks.applies_to_source
            and holdings.reference_month = breaks.effective_month
            and holdings.holder_code
            = coalesce(breaks.holder_code, holdings.holder_code)
    where holdings.break_id is null
),

crossed as (
    select
        holder_flows.holder_code,
        holder_flows.reference_month,
        holder_flows.instrument,
        holder_flows.break_id,
    from holder_flows
    inner join breaks
        on holder_flows.break_id = breaks.break_id
    where
        breaks.breaks_positions
        and holder_flows.position_change_usd_mn
        = holder_flows.position_change_across_break_usd_mn
        -- in a month printed twice the two may happen to be alike
        and breaks.kind <> 'new_series'
),

final as (
    select * from without_break_id
    union all
    select * from crossed
)

select * from final
