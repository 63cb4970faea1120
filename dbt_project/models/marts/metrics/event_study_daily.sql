{#- market days before and after the event -#}
{%- set before = 5 -%}
{%- set after = 20 -%}
with

fx_rates as (
    select * from {{ ref('fx_rates') }}
),

yields as (
    select * from {{ ref('yields') }}
),

dated_events as (
    select * from {{ ref('events') }}
    where event_date is not null
),

-- so that differences add up: 100 times the natural log, of which one is about
-- one percent, and basis points
figures as (
    select
        'usdjpy_' || fixing as series,
        'log_pct' as unit,
        date,
        100 * ln(units_per_usd) as figure,
    from fx_rates
    where currency = 'JPY'
    union all
    select
        'us_10y_yield' as series,
        'bp' as unit,
        date,
        100 * par_yield_pct as figure,
    from yields
    where country = 'US' and tenor_months = 120
),

-- from the first euro rate on, so that placebo days are those of one age
market_days as (
    select
        *,
        row_number() over (partition by series order by date) as day_number,
        lag(figure) over (partition by series order by date) as figure_before,
    from figures
    where date >= date '1999-01-04'
),

-- the event's day is the first market day on or after it, within a long weekend
event_days as (
    select
        dated_events.event_id,
        dated_events.kind,
        dated_events.event_date,
        market_days.series,
        min(market_days.day_number) as day_number,
    from dated_events
    inner join market_days
        on
            market_days.date between dated_events.event_date
            and dated_events.event_date + interval 4 day
    group by all
),

spans as (
    select
        series,
        unit,
        day_number,
        figure_before,
        unnest(range(-{{ before }}, {{ after }} + 1)) as day_offset,
        day_number + day_offset as later_number,
    from market_days
    where figure_before is not null
),

-- The change from the day before to so many days after, for every day; rounded,
-- so that what is equal ranks as equal.
changes as (
    select
        spans.series,
        spans.unit,
        spans.day_number,
        spans.day_offset,
        later.date,
        round(later.figure - spans.figure_before, 4) as moved,
    from spans
    inner join market_days as later
        on
            spans.series = later.series
            and spans.later_number = later.day_number
),

-- every other day is a placebo: the share of them whose change is lower
ranked as (
    select
        *,
        (count(*) over placebos - 1)::integer as placebo_days,
        100 * percent_rank() over (
            placebos order by moved
        ) as placebo_percentile_pct,
    from changes
    window placebos as (partition by series, day_offset)
),

neighbours as (
    select
        this.event_id,
        this.series,
        count(*)::integer as overlapping_events,
    from event_days as this
    inner join event_days as other
        on
            this.series = other.series
            and this.event_id <> other.event_id
            and abs(this.day_number - other.day_number)
            <= {{ before + after }}
    group by this.event_id, this.series
),

final as (
    select
        event_days.event_id,
        event_days.series,
        ranked.day_offset::integer as day_offset,
        ranked.date,
        event_days.kind,
        event_days.event_date,
        ranked.unit,
        ranked.moved as change_since_day_before,
        ranked.placebo_days,
        -- the day before is the base itself: no change, no rank
        case
            when ranked.day_offset <> -1 and ranked.placebo_days > 0
                then round(ranked.placebo_percentile_pct, 4)
        end as placebo_percentile_pct,
        coalesce(neighbours.overlapping_events, 0) as overlapping_events,
        neighbours.event_id is not null as overlaps_another_event,
    from event_days
    inner join ranked
        on
            event_days.series = ranked.series
            and event_days.day_number = ranked.day_number
    left join neighbours
        on
            event_days.event_id = neighbours.event_id
            and event_days.series = neighbours.series
)

select * from final
order by event_date, event_id, series, day_offset
