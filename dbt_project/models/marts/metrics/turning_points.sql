with

positions as (
    select * from {{ ref('holdings') }}
    where
        is_continuing
        and frequency = 'monthly'
        and instrument in ('total', 'long_term')
        and (
            holder_scope = 'country'
            or holder_code in (
                '{{ var("grand_total") }}', '{{ var("foreign_official") }}'
            )
        )
),

purchases as (
    select * from {{ ref('int_net_purchase_months') }}
),

breaks as (
    select * from {{ ref('series_breaks') }}
),

regimes as (
    select * from {{ ref('int_net_purchase_regimes') }}
),

-- across a break a peak is no measure: each stretch between breaks has its own
stretches as (
    select
        positions.*,
        count_if(coalesce(breaks.breaks_positions, false)) over (
            partition by positions.holder_code, positions.instrument
            order by positions.reference_month
        ) as stretch,
    from positions
    left join breaks
        on positions.break_id = breaks.break_id
),

peaks as (
    select
        *,
        min(reference_month) over stretch_so_far as peak_since_month,
        max(position_usd_mn) over stretch_so_far as peak_position_usd_mn,
        arg_max(reference_month, position_usd_mn) over stretch_so_far
            as peak_month,
    from stretches
    window stretch_so_far as (
        partition by holder_code, instrument, stretch
        order by reference_month
    )
),

-- a month that is masked, or does not follow the last, begins to count anew
marked as (
    select
        *,
        coalesce(net_purchases_usd_mn < 0, false) as sold,
        coalesce(
            month_number - lag(month_number) over by_month <> 1, true
        ) as follows_nothing,
    from purchases
    window by_month as (
        partition by holder_code, instrument, basis order by month_number
    )
),

rows_of_sales as (
    select
        *,
        count_if(not sold or follows_nothing) over by_month as row_of_sales,
    from marked
    window by_month as (
        partition by holder_code, instrument, basis order by month_number
    )
),

streaks as (
    select
        *,
        case
            when net_purchases_usd_mn is not null
                then count_if(sold) over so_far
        end as net_sale_streak_months,
        case
            when net_purchases_usd_mn is not null
                then coalesce(
                    -sum(net_purchases_usd_mn) filter (sold) over so_far, 0
                )
        end as net_sales_in_streak_usd_mn,
    from rows_of_sales
    window so_far as (
        partition by holder_code, instrument, basis, row_of_sales
        order by month_number
    )
),

flows as (
    select
        streaks.*,
        regimes.regime,
        regimes.regime > 1
        and regimes.first_month = streaks.reference_month as is_change_point,
        regimes.mean_net_purchases_usd_mn,
        regimes.change_p_value,
        regimes.draws,
        regimes.seed,
        regimes.block_months,
    from streaks
    left join regimes
        on
            streaks.holder_code = regimes.holder_code
            and streaks.instrument = regimes.instrument
            and streaks.basis = regimes.basis
            and streaks.reference_month
            between regimes.first_month and regimes.last_month
),

final as (
    select
        coalesce(peaks.holder_code, flows.holder_code) as holder_code,
        coalesce(peaks.reference_month, flows.reference_month)
            as reference_month,
        coalesce(peaks.instrument, flows.instrument) as instrument,
        coalesce(peaks.holder_name, flows.holder_name) as holder_name,
        coalesce(peaks.holder_scope, flows.holder_scope) as holder_scope,
        peaks.position_usd_mn,
        peaks.peak_position_usd_mn,
        peaks.peak_month,
        peaks.peak_since_month,
        round(
            100
            * (
                peaks.position_usd_mn
                / nullif(peaks.peak_position_usd_mn, 0)
                - 1
            ),
            6
        ) as drawdown_pct,
        flows.basis,
        flows.net_purchases_usd_mn,
        flows.net_sale_streak_months::integer as net_sale_streak_months,
        flows.net_sales_in_streak_usd_mn,
        flows.regime::integer as regime,
        flows.is_change_point,
        round(flows.mean_net_purchases_usd_mn, 1) as regime_mean_usd_mn,
        round(flows.change_p_value, 6) as change_p_value,
        flows.draws::integer as draws,
        flows.seed::integer as seed,
        flows.block_months::integer as block_months,
        peaks.break_id,
    from peaks
    full join flows
        on
            peaks.holder_code = flows.holder_code
            and peaks.instrument = flows.instrument
            and peaks.reference_month = flows.reference_month
)

select * from final
order by holder_code, instrument, reference_month
