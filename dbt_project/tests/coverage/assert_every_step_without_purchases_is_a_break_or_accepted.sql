-- A position that steps by more than half its new level, and by 5 billion
-- dollars, while net purchases are far from it, is a break or is accepted with
-- a reason. Only long-term purchases are evidence: those of bills are the
-- change itself. Positions of a survey plus transactions change by purchases
-- only. 5 billion: single accounts make steps below it all the time (of totals
-- of countries 367 from 2000 to 2026, 55 from there on; editions to 2026-07).
-- A warning, because a new month must not wait for the registry; the broken
-- twins hold the shipped snapshot to none.
{{ config(
    severity='warn', meta={'dagster': {'ref': {'name': 'holder_flows'}}}
) }}

with

holder_flows as (
    select * from {{ ref('holder_flows') }}
    where instrument in ('total', 'long_term')
),

measured as (
    select * from {{ ref('holdings') }}
    where is_continuing and basis <> 'survey_plus_transactions'
),

breaks as (
    select * from {{ ref('series_breaks') }}
    where breaks_positions
),

accepted as (
    select * from {{ ref('accepted_steps') }}
),

changes as (
    select
        holder_flows.holder_code,
        holder_flows.reference_month,
        holder_flows.instrument,
        holder_flows.break_id,
        holder_flows.position_usd_mn,
        coalesce(
            holder_flows.position_change_usd_mn,
            holder_flows.position_change_across_break_usd_mn
        ) as step_usd_mn,
        coalesce(long_term.net_purchases_usd_mn, 0) as net_purchases_usd_mn,
    from holder_flows
    inner join measured
        on
            holder_flows.holder_code = measured.holder_code
            and holder_flows.reference_month = measured.reference_month
            and holder_flows.instrument = measured.instrument
    left join holder_flows as long_term
        on
            holder_flows.holder_code = long_term.holder_code
            and holder_flows.reference_month = long_term.reference_month
            and long_term.instrument = 'long_term'
),

steps as (
    select * from changes
    where
        least(abs(step_usd_mn), abs(step_usd_mn - net_purchases_usd_mn))
        > greatest(position_usd_mn / 2, 5000)
),

unexplained as (
    select steps.*
    from steps
    anti join breaks
        on steps.break_id = breaks.break_id
    anti join accepted
        on
            steps.holder_code = accepted.holder_code
            and steps.reference_month = accepted.reference_month
),

accepted_in_vain as (
    select
        accepted.holder_code,
        accepted.reference_month,
    from accepted
    anti join steps
        on
            accepted.holder_code = steps.holder_code
            and accepted.reference_month = steps.reference_month
),

final as (
    select * from unexplained
    union all by name
    select * from accepted_in_vain
)

select * from final
