with

statistics as (
    select * from {{ ref('int_co_selling_statistics') }}
),

series as (
    select
        basis,
        instrument,
        follower_code,
        any_value(follower_name) as follower_name,
        any_value(follower_block) as follower_block,
        min(members) as fewest_members,
        max(members) as most_members,
    from {{ ref('int_co_selling_series') }}
    group by basis, instrument, follower_code
),

final as (
    select
        statistics.basis,
        statistics.instrument,
        statistics.follower_kind,
        statistics.follower_code,
        statistics.lag_months::integer as lag_months,
        series.follower_name,
        series.follower_block,
        series.fewest_members::integer as fewest_members,
        series.most_members::integer as most_members,
        '{{ var("japan") }}' as leader_code,
        round(statistics.shock_at_or_below_usd_mn, 1)
            as shock_at_or_below_usd_mn,
        statistics.months::integer as months,
        statistics.months_sold::integer as months_sold,
        statistics.shock_months::integer as shock_months,
        statistics.shock_months_sold::integer as shock_months_sold,
        round(statistics.by_chance, 4) as shock_months_sold_by_chance,
        round(statistics.months_sold / statistics.months, 6) as sells_share,
        round(
            statistics.shock_months_sold / nullif(statistics.shock_months, 0), 6
        ) as sells_share_after_shock,
        round(statistics.lift, 6) as lift,
        round(
            statistics.shock_months_sold / nullif(statistics.by_chance, 0), 4
        ) as ratio_to_chance,
        round(statistics.p_value, 6) as p_value,
        round(statistics.p_value_adjusted, 6) as p_value_adjusted,
        statistics.draws::integer as draws,
        statistics.seed::integer as seed,
        statistics.block_months::integer as block_months,
        statistics.span_months::integer as span_months,
    from statistics
    inner join series
        on
            statistics.basis = series.basis
            and statistics.instrument = series.instrument
            and statistics.follower_code = series.follower_code
)

select * from final
order by
    basis = 'form_s',
    basis,
    instrument,
    follower_kind,
    follower_code,
    lag_months
