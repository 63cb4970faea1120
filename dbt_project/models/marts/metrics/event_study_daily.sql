{#- market days before and after the event -#}
{%- set before = 5 -%}
{%- set after = 20 -%}
{#- market days that give the usual size of a day's move, a quarter of a year;
    they end before the days that are shown; two thirds of them must be there -#}
{%- set usual = 63 -%}
{%- set least_usual = 42 -%}
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

-- An event in a calm month is not lost among the days of a crisis: each change
-- is measured by how much a day moved before it.
with_usual_moves as (
    select
        *,
        case
            when
                count(figure - figure_before) over days_before
                >= {{ least_usual }}
                then stddev_samp(figure - figure_before) over days_before
        end as usual_move,
    from market_days
    window days_before as (
        partition by series
        order by day_number
        rows between {{ before + usual }} preceding
        and {{ before + 1 }} preceding
    )
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
        usual_move,
        unnest(range(-{{ before }}, {{ after }} + 1)) as day_offset,
        day_number + day_offset as later_number,
    from with_usual_moves
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
        -- as many independent days as lie between the two
        round(
            (later.figure - spans.figure_before) / nullif(
                spans.usual_move * sqrt(abs(spans.day_offset + 1)), 0
            ),
            6
        ) as moved_in_usual_moves,
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
        case
            when moved_in_usual_moves is not null
                then count(moved_in_usual_moves) over placebos - 1
        end::integer as placebo_days,
        case
            when placebo_days > 0
                then round(
                    100.0 * (
                        rank() over (
                            partition by series, day_offset
                            order by moved_in_usual_moves nulls last
                        ) - 1
                    ) / placebo_days,
                    4
                )
        end as placebo_percentile_pct,
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
        -- null for the day before: the base itself, without change or rank
        ranked.moved_in_usual_moves as change_in_usual_moves,
        ranked.placebo_days,
        ranked.placebo_percentile_pct,
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
