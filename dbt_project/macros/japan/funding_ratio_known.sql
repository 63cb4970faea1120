{#
  How much of each intervention Japan's Treasuries paid for, from the interventions
  that were known under a condition and the flows that were known then. Used for
  `funding_ratio` (known today) and `funding_ratio_as_of(date)`; the latter is a
  macro inside the published file, so it calls its tables by their plain names.
#}
{% macro funding_ratio_known(condition, interventions, flows) %}
with

-- euros and marks are bought and sold out of other reserves than Treasuries
days as (
    select * from {{ interventions }}
    where currency_pair = 'USD/JPY' and {{ condition }}
),

flows as (
    select * from {{ flows }}
    where holder_code = '{{ var("japan") }}'
),

-- an episode goes on while no more than 31 days pass between two days of it
marked as (
    select
        *,
        coalesce(
            occurred_on - lag(occurred_on) over (
                partition by direction
                order by occurred_on, currency_pair
            ) > 31,
            true
        ) as is_first,
    from days
),

numbered as (
    select
        *,
        sum(is_first::integer) over (
            partition by direction
            order by occurred_on, currency_pair
        ) as episode,
    from marked
),

episodes as (
    select
        direction,
        min(occurred_on) as first_day,
        max(occurred_on) as last_day,
        count(distinct occurred_on)::integer as intervention_days,
        sum(amount_yen_bn) as amount_yen_bn,
        case
            when count(amount_usd_bn) = count(*) then sum(amount_usd_bn)
        end as amount_usd_bn,
        bool_or(is_estimate) as is_estimate,
        max(known_by) as known_by,
        last_day(min(occurred_on)) as window_first_month,
        -- the month after the first, or as long as the episode lasts
        greatest(
            last_day(min(occurred_on) + interval 1 month),
            last_day(max(occurred_on))
        ) as window_last_month,
    from numbered
    group by direction, episode
),

windows as (
    select
        *,
        (
            date_diff('month', window_first_month, window_last_month) + 1
        )::integer as window_months,
    from episodes
),

-- bonds and bills are added up here: before 2023 no file has their total
sums as (
    select
        windows.direction,
        windows.first_day,
        {%- for name, instrument, figure in [
            ('position_change', 'total', 'position_change'),
            ('bond_purchases', 'long_term', 'net_purchases'),
            ('bill_purchases', 'short_term', 'net_purchases'),
            ('bond_valuation_change', 'long_term', 'valuation_change'),
        ] %}
        case
            when count(flows.{{ figure }}_usd_mn) filter (
                flows.instrument = '{{ instrument }}'
            ) = any_value(windows.window_months)
                then sum(flows.{{ figure }}_usd_mn) filter (
                    flows.instrument = '{{ instrument }}'
                ) / 1000
        end as {{ name }}_usd_bn,
        {%- endfor %}
        string_agg(distinct flows.basis, ', ' order by flows.basis) filter (
            flows.instrument <> 'total' and flows.net_purchases_usd_mn is not null
        ) as purchases_basis,
        count(flows.break_id) + count(flows.flow_break_id) > 0 as spans_break,
        max(flows.released_on) as released_on,
    from windows
    left join flows
        on
            flows.reference_month
            between windows.window_first_month and windows.window_last_month
    group by windows.direction, windows.first_day
),

joined as (
    select
        windows.*,
        sums.* exclude (direction, first_day),
        sums.bond_purchases_usd_bn
        + sums.bill_purchases_usd_bn as net_purchases_usd_bn,
        case windows.direction
            when 'yen_bought' then -1 when 'yen_sold' then 1
        end as sign_of_funding,
        lag(windows.window_last_month) over by_day
        >= windows.window_first_month
        or lead(windows.window_first_month) over by_day
        <= windows.window_last_month as shares_window,
    from windows
    inner join sums
        on
            windows.direction = sums.direction
            and windows.first_day = sums.first_day
    window by_day as (order by windows.first_day, windows.direction)
),

final as (
    select
        direction,
        first_day,
        last_day,
        intervention_days,
        round(amount_yen_bn, 1) as amount_yen_bn,
        round(amount_usd_bn, 3) as amount_usd_bn,
        is_estimate,
        known_by,
        window_first_month,
        window_last_month,
        window_months,
        {%- for name in [
            'position_change', 'net_purchases', 'bond_purchases',
            'bill_purchases', 'bond_valuation_change',
        ] %}
        round({{ name }}_usd_bn, 3) as {{ name }}_usd_bn,
        {%- endfor %}
        {%- for ratio, name in [
            ('holdings', 'position_change'), ('purchases', 'net_purchases'),
        ] %}
        round(
            sign_of_funding * {{ name }}_usd_bn / amount_usd_bn, 4
        ) as funding_ratio_on_{{ ratio }},
        {%- endfor %}
        purchases_basis,
        coalesce(shares_window, false) as shares_window,
        spans_break,
        released_on,
    from joined
)

select * from final
{% endmacro %}
