{#- months before and after the event; months that give the normal level -#}
{%- set reach = 3 -%}
{%- set estimation = {'from': 24, 'to': 4} -%}
{#- about half of the estimation months: with fewer there is no normal -#}
{%- set least_estimation_months = 10 -%}
with

purchases as (
    select * from {{ ref('int_net_purchase_months') }}
),

dated_events as (
    select
        event_id,
        kind,
        reference_month,
        (year(reference_month) * 12 + month(reference_month))::integer
            as month_number,
    from {{ ref('events') }}
),

-- the same statistics for every month, as if it had an event
studies as (
    select
        holder_code,
        holder_name,
        holder_scope,
        instrument,
        basis,
        is_leading_basis,
        month_number,
        count(net_purchases_usd_mn) over estimation as estimation_months,
        avg(net_purchases_usd_mn) over estimation as normal_usd_mn,
        stddev_samp(net_purchases_usd_mn) over estimation as spread_usd_mn,
        count(net_purchases_usd_mn) over event_window as window_months,
        sum(net_purchases_usd_mn) over event_window as purchases_usd_mn,
    from purchases
    window
        estimation as (
            partition by holder_code, instrument, basis
            order by month_number
            range between {{ estimation.from }} preceding
            and {{ estimation.to }} preceding
        ),
        event_window as (
            partition by holder_code, instrument, basis
            order by month_number
            range between {{ reach }} preceding and {{ reach }} following
        )
),

abnormal_purchases as (
    select
        *,
        window_months = {{ 2 * reach + 1 }}
        and estimation_months >= {{ least_estimation_months }} as is_whole,
        case
            when is_whole
                then purchases_usd_mn - window_months * normal_usd_mn
        end as abnormal_usd_mn,
        abnormal_usd_mn
        / nullif(spread_usd_mn * sqrt(window_months), 0) as in_spreads,
        -- so that what is equal ranks as equal
        round(in_spreads, 6) as abnormal_in_spreads,
    from studies
),

-- every other month is a placebo: the share of them with a lower figure
ranked as (
    select
        *,
        (count(*) over placebos - 1)::integer as placebo_months,
        100 * percent_rank() over (
            placebos order by abnormal_in_spreads
        ) as placebo_percentile_pct,
    from abnormal_purchases
    where abnormal_in_spreads is not null
    window placebos as (partition by holder_code, instrument, basis)
),

neighbours as (
    select
        this.event_id,
        count(*)::integer as overlapping_events,
    from dated_events as this
    inner join dated_events as other
        on
            this.event_id <> other.event_id
            and abs(this.month_number - other.month_number) <= {{ 2 * reach }}
    group by this.event_id
),

final as (
    select
        dated_events.event_id,
        abnormal_purchases.holder_code,
        abnormal_purchases.instrument,
        abnormal_purchases.basis,
        abnormal_purchases.is_leading_basis,
        dated_events.kind,
        dated_events.reference_month,
        abnormal_purchases.holder_name,
        abnormal_purchases.holder_scope,
        abnormal_purchases.window_months::integer as window_months,
        abnormal_purchases.estimation_months::integer as estimation_months,
        round(abnormal_purchases.normal_usd_mn, 1) as normal_usd_mn,
        abnormal_purchases.purchases_usd_mn as window_net_purchases_usd_mn,
        round(abnormal_purchases.abnormal_usd_mn, 1) as abnormal_usd_mn,
        abnormal_purchases.abnormal_in_spreads,
        ranked.placebo_months,
        case
            when ranked.placebo_months > 0
                then round(ranked.placebo_percentile_pct, 4)
        end as placebo_percentile_pct,
        coalesce(neighbours.overlapping_events, 0) as overlapping_events,
        neighbours.event_id is not null as overlaps_another_event,
    from dated_events
    inner join abnormal_purchases
        on dated_events.month_number = abnormal_purchases.month_number
    left join ranked
        on
            abnormal_purchases.holder_code = ranked.holder_code
            and abnormal_purchases.instrument = ranked.instrument
            and abnormal_purchases.basis = ranked.basis
            and abnormal_purchases.month_number = ranked.month_number
    left join neighbours
        on dated_events.event_id = neighbours.event_id
)

select * from final
order by reference_month, event_id, holder_code, instrument, basis
