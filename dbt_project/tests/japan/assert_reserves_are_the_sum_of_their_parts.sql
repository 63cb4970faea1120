-- All reserve assets are foreign currency, IMF position, SDR, gold and the
-- rest; foreign currency is securities and deposits; within the rounding of
-- each figure. The rest was not printed before 2006-03.
with

final as (
    select
        reference_month,
        reserve_assets_usd_mn,
        foreign_currency_usd_mn
        + imf_position_usd_mn
        + sdr_usd_mn
        + gold_usd_mn
        + coalesce(other_reserve_assets_usd_mn, 0) as sum_of_parts_usd_mn,
        foreign_currency_usd_mn,
        securities_usd_mn
        + deposits_usd_mn as securities_and_deposits_usd_mn,
    from {{ ref('japan_reserves') }}
)

select * from final
where
    coalesce(abs(reserve_assets_usd_mn - sum_of_parts_usd_mn) > 3, true)
    or coalesce(
        abs(foreign_currency_usd_mn - securities_and_deposits_usd_mn) > 1.5,
        true
    )
