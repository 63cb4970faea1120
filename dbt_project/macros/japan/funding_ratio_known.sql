{#
  How much of each intervention Japan's Treasuries paid for, from the interventions
  that were known under a condition and the flows that were known then. Used for
  `funding_ratio` (known today) and `funding_ratio_as_of(date)`; the latter is a
  macro inside the published file, so it calls its tables by their plain names.
#}
{% macro funding_ratio_known(
    condition, interventions, flows, yields, reserves, position_based
) %}
with

-- euros and marks are bought and sold out of other reserves than Treasuries
days as (
    select * from {{ interventions }}
    where currency_pair = 'USD/JPY' and {{ condition }}
),

-- Form S books the first counterparty of a trade: where positions say what Japan
-- bought they lead, and Form S stands beside them
flows as (
    select
        flows.* replace (
            coalesce(
                position_based.net_purchases_usd_mn, flows.net_purchases_usd_mn
            ) as net_purchases_usd_mn,
            if(
                position_based.net_purchases_usd_mn is null,
                flows.basis,
                'position_based'
            ) as basis
        ),
        case
            when flows.basis = 'form_s' then flows.net_purchases_usd_mn
        end as form_s_purchases_usd_mn,
    from {{ flows }} as flows
    left join {{ position_based }} as position_based
        on
            flows.holder_code = position_based.holder_code
            and flows.reference_month = position_based.reference_month
            and flows.instrument = position_based.instrument
    where flows.holder_code = '{{ var("japan") }}'
),

reserves as (
    select * from {{ reserves }}
),

-- days on which both countries print yields are business days of both; beyond the
-- record, weekdays
market_days as (
    select date as market_day
    from {{ yields }}
    where country in ('US', 'JP')
    group by date
    having count(distinct country) = 2
),

settled as (
    select
        days.occurred_on,
        list_sort(list(market_days.market_day))[2] as settled_on,
        days.occurred_on + case
            when isodow(days.occurred_on) in (4, 5) then 4
            when isodow(days.occurred_on) = 6 then 3
            else 2
        end::integer as settled_on_weekdays,
    from (select distinct occurred_on from days) as days
    left join market_days
        on
            days.occurred_on < market_days.market_day
            and days.occurred_on + interval 14 day >= market_days.market_day
    group by days.occurred_on
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
        min(numbered.occurred_on) as first_day,
        max(numbered.occurred_on) as last_day,
        count(distinct numbered.occurred_on)::integer as intervention_days,
        sum(amount_yen_bn) as amount_yen_bn,
        case
            when count(amount_usd_bn) = count(*) then sum(amount_usd_bn)
        end as amount_usd_bn,
        bool_or(is_estimate) as is_estimate,
        max(known_by) as known_by,
        min(coalesce(settled_on, settled_on_weekdays)) as first_settlement_day,
        max(coalesce(settled_on, settled_on_weekdays)) as last_settlement_day,
        if(
            count(settled_on) = count(*), 'market_days', 'weekdays'
        ) as settlement_calendar,
        last_day(min(numbered.occurred_on)) as window_first_month,
        -- the month after the first, or as long as the episode lasts
        greatest(
            last_day(min(numbered.occurred_on) + interval 1 month),
            last_day(max(numbered.occurred_on))
        ) as window_last_month,
    from numbered
    inner join settled on numbered.occurred_on = settled.occurred_on
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
            ('form_s_bond_purchases', 'long_term', 'form_s_purchases'),
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

-- the same from the month in which the first dollars had to be there
settlement_windows as (
    select
        direction,
        first_day,
        last_day(first_settlement_day) as settlement_first_month,
        last_day(last_settlement_day) as settlement_last_month,
        greatest(
            last_day(first_settlement_day + interval 1 month),
            last_day(last_settlement_day)
        ) as settlement_window_last_month,
    from windows
),

settlement_sums as (
    select
        settlement_windows.direction,
        settlement_windows.first_day,
        any_value(
            date_diff('month', settlement_first_month, settlement_window_last_month)
        ) + 1 as months,
        sum(flows.position_change_usd_mn) filter (
            flows.instrument = 'total'
        ) / 1000 as position_change_usd_bn,
        count(flows.position_change_usd_mn) filter (
            flows.instrument = 'total'
        ) as months_of_positions,
        sum(flows.net_purchases_usd_mn) filter (
            flows.instrument <> 'total'
        ) / 1000 as net_purchases_usd_bn,
        count(flows.net_purchases_usd_mn) filter (
            flows.instrument <> 'total'
        ) as months_of_purchases,
    from settlement_windows
    left join flows
        on
            flows.reference_month between settlement_windows.settlement_first_month
            and settlement_windows.settlement_window_last_month
    group by settlement_windows.direction, settlement_windows.first_day
),

-- the payer's own book, in the months of the settlement
reserve_sums as (
    select
        settlement_windows.direction,
        settlement_windows.first_day,
        case
            when count(reserves.securities_change_usd_mn) = 1 + any_value(
                date_diff('month', settlement_first_month, settlement_last_month)
            )
                then sum(reserves.securities_change_usd_mn) / 1000
        end as reserve_securities_change_usd_bn,
    from settlement_windows
    left join reserves
        on
            reserves.reference_month between settlement_windows.settlement_first_month
            and settlement_windows.settlement_last_month
    group by settlement_windows.direction, settlement_windows.first_day
),

by_settlement as (
    select
        settlement_windows.*,
        case
            when settlement_sums.months_of_positions = settlement_sums.months
                then settlement_sums.position_change_usd_bn
        end as position_change_from_settlement_usd_bn,
        case
            when settlement_sums.months_of_purchases = 2 * settlement_sums.months
                then settlement_sums.net_purchases_usd_bn
        end as net_purchases_from_settlement_usd_bn,
        reserve_sums.reserve_securities_change_usd_bn,
    from settlement_windows
    inner join settlement_sums
        on
            settlement_windows.direction = settlement_sums.direction
            and settlement_windows.first_day = settlement_sums.first_day
    inner join reserve_sums
        on
            settlement_windows.direction = reserve_sums.direction
            and settlement_windows.first_day = reserve_sums.first_day
),

joined as (
    select
        windows.*,
        by_settlement.* exclude (direction, first_day),
        sums.* exclude (direction, first_day),
        sums.bond_purchases_usd_bn
        + sums.bill_purchases_usd_bn as net_purchases_usd_bn,
        sums.form_s_bond_purchases_usd_bn
        + sums.bill_purchases_usd_bn as form_s_net_purchases_usd_bn,
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
    inner join by_settlement
        on
            windows.direction = by_settlement.direction
            and windows.first_day = by_settlement.first_day
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
            'bill_purchases', 'bond_valuation_change', 'form_s_bond_purchases',
        ] %}
        round({{ name }}_usd_bn, 3) as {{ name }}_usd_bn,
        {%- endfor %}
        {%- for ratio, name in [
            ('holdings', 'position_change'), ('purchases', 'net_purchases'),
            ('form_s_purchases', 'form_s_net_purchases'),
        ] %}
        round(
            sign_of_funding * {{ name }}_usd_bn / amount_usd_bn, 4
        ) as funding_ratio_on_{{ ratio }},
        {%- endfor %}
        settlement_first_month,
        settlement_last_month,
        settlement_window_last_month,
        settlement_calendar,
        {%- for name in [
            'position_change_from_settlement', 'net_purchases_from_settlement',
            'reserve_securities_change',
        ] %}
        round({{ name }}_usd_bn, 3) as {{ name }}_usd_bn,
        {%- endfor %}
        {%- for ratio, name in [
            ('holdings_from_settlement', 'position_change_from_settlement'),
            ('purchases_from_settlement', 'net_purchases_from_settlement'),
            ('reserve_securities', 'reserve_securities_change'),
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
