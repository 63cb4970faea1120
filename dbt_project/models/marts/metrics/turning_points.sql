{%- set of_form_s = [
    'net_purchases_usd_mn', 'net_sale_streak_months', 'net_sales_in_streak_usd_mn',
    'is_change_point', 'mean_net_purchases_usd_mn', 'change_p_value',
] -%}
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

-- across a break a peak is no measure: each series between breaks has its own
series_between_breaks as (
    select
        positions.*,
        count_if(coalesce(breaks.breaks_positions, false)) over (
            partition by positions.holder_code, positions.instrument
            order by positions.reference_month
        ) as series_number,
    from positions
    left join breaks
        on positions.break_id = breaks.break_id
),

peaks as (
    select
        *,
        min(reference_month) over series_so_far as peak_since_month,
        max(position_usd_mn) over series_so_far as peak_position_usd_mn,
        arg_max(reference_month, position_usd_mn) over series_so_far
            as peak_month,
    from series_between_breaks
    window series_so_far as (
        partition by holder_code, instrument, series_number
        order by reference_month
    )
),

-- a month that is masked, or does not follow the last, starts a new count
with_sales as (
    select
        *,
        coalesce(net_purchases_usd_mn < 0, false) as sold,
        coalesce(
            month_number - lag(month_number) over by_month <> 1, true
        ) as is_after_gap,
    from purchases
    window by_month as (
        partition by holder_code, instrument, basis order by month_number
    )
),

sale_streaks as (
    select
        *,
        count_if(not sold or is_after_gap) over by_month as streak_number,
    from with_sales
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
    from sale_streaks
    window so_far as (
        partition by holder_code, instrument, basis, streak_number
        order by month_number
    )
),

on_each_basis as (
    select
        streaks.*,
        regimes.regime,
        regimes.regime > 1
        and regimes.first_month = streaks.reference_month as is_change_point,
        regimes.mean_net_purchases_usd_mn,
        regimes.change_p_value,
        regimes.draws,
        regimes.seed,
        regimes.scale_months,
    from streaks
    left join regimes
        on
            streaks.holder_code = regimes.holder_code
            and streaks.instrument = regimes.instrument
            and streaks.basis = regimes.basis
            and streaks.reference_month
            between regimes.first_month and regimes.last_month
),

-- one row a month: the basis that leads, and Form S beside it
flows as (
    select
        leading_basis.*,
        {%- for name in of_form_s %}
        form_s.{{ name }} as form_s_{{ name }},
        {%- endfor %}
    from on_each_basis as leading_basis
    left join on_each_basis as form_s
        on
            leading_basis.holder_code = form_s.holder_code
            and leading_basis.instrument = form_s.instrument
            and leading_basis.reference_month = form_s.reference_month
            and form_s.basis = 'form_s'
    where leading_basis.is_leading_basis
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
        flows.scale_months::integer as scale_months,
        flows.form_s_net_purchases_usd_mn,
        flows.form_s_net_sale_streak_months::integer
            as form_s_net_sale_streak_months,
        flows.form_s_net_sales_in_streak_usd_mn,
        flows.form_s_is_change_point,
        round(flows.form_s_mean_net_purchases_usd_mn, 1)
            as form_s_regime_mean_usd_mn,
        round(flows.form_s_change_p_value, 6) as form_s_change_p_value,
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
