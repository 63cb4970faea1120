{#- months before and after the event; months that give the normal level -#}
{%- set reach = 3 -%}
{#- the whole window and its parts: what came before the event, and after -#}
{%- set spans = [
    {'name': 'window', 'from': reach ~ ' preceding', 'to': reach ~ ' following',
     'months': 2 * reach + 1},
    {'name': 'before', 'from': reach ~ ' preceding', 'to': '1 preceding',
     'months': reach},
    {'name': 'after', 'from': 'current row', 'to': reach ~ ' following',
     'months': reach + 1},
] -%}
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
        {%- for span in spans %}
        count(net_purchases_usd_mn) over span_{{ span.name }}
            as {{ span.name }}_months,
        sum(net_purchases_usd_mn) over span_{{ span.name }}
            as {{ span.name }}_purchases_usd_mn,
        {%- endfor %}
        count(net_purchases_usd_mn) over estimation as estimation_months,
        avg(net_purchases_usd_mn) over estimation as normal_usd_mn,
        stddev_samp(net_purchases_usd_mn) over estimation as spread_usd_mn,
    from purchases
    window
        {%- for span in spans %}
        span_{{ span.name }} as (
            partition by holder_code, instrument, basis
            order by month_number
            range between {{ span.from }} and {{ span.to }}
        ),
        {%- endfor %}
        estimation as (
            partition by holder_code, instrument, basis
            order by month_number
            range between {{ estimation.from }} preceding
            and {{ estimation.to }} preceding
        )
),

-- The usual month is a mean of few months: its own error counts beside that of
-- the months of the span, sd * sqrt(m + m^2 / n).
abnormal_purchases as (
    select
        * exclude (estimation_months),
        {%- for span in spans %}
        case
            when
                {{ span.name }}_months = {{ span.months }}
                and estimation_months >= {{ least_estimation_months }}
                then
                    {{ span.name }}_purchases_usd_mn
                    - {{ span.months }} * normal_usd_mn
        end as {{ span.name }}_abnormal_usd_mn,
        -- so that what is equal ranks as equal
        round(
            {{ span.name }}_abnormal_usd_mn / nullif(
                spread_usd_mn * sqrt(
                    {{ span.months }}
                    + {{ span.months ** 2 }} / estimation_months
                ),
                0
            ),
            6
        ) as {{ span.name }}_in_spreads,
        {%- endfor %}
        estimation_months::integer as estimation_months,
    from studies
),

-- every other month is a placebo: the share of them with a lower figure
ranked as (
    select
        holder_code,
        instrument,
        basis,
        {%- for span in spans %}
        case
            when {{ span.name }}_in_spreads is not null
                then
                    count({{ span.name }}_in_spreads) over placebos - 1
        end::integer as {{ span.name }}_placebo_months,
        case
            when {{ span.name }}_placebo_months > 0
                then round(
                    100.0 * (
                        rank() over (
                            partition by holder_code, instrument, basis
                            order by {{ span.name }}_in_spreads nulls last
                        ) - 1
                    ) / {{ span.name }}_placebo_months,
                    4
                )
        end as {{ span.name }}_percentile_pct,
        {%- endfor %}
        month_number,
    from abnormal_purchases
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
        abnormal_purchases.estimation_months,
        round(abnormal_purchases.normal_usd_mn, 1) as normal_usd_mn,
        abnormal_purchases.window_purchases_usd_mn
            as window_net_purchases_usd_mn,
        round(abnormal_purchases.window_abnormal_usd_mn, 1) as abnormal_usd_mn,
        abnormal_purchases.window_in_spreads as abnormal_in_spreads,
        ranked.window_placebo_months as placebo_months,
        ranked.window_percentile_pct as placebo_percentile_pct,
        {%- for span in spans[1:] %}
        round(abnormal_purchases.{{ span.name }}_abnormal_usd_mn, 1)
            as abnormal_{{ span.name }}_usd_mn,
        abnormal_purchases.{{ span.name }}_in_spreads
            as abnormal_{{ span.name }}_in_spreads,
        ranked.{{ span.name }}_percentile_pct
            as placebo_percentile_{{ span.name }}_pct,
        {%- endfor %}
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
