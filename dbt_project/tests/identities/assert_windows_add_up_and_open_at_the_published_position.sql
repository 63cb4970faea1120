-- A window opens at the position published for the month before it, and its
-- parts add up to its change; bills have no valuation.
{{ config(meta={'dagster': {'ref': {'name': 'holder_change_windows'}}}) }}

with

windows as (
    select * from {{ ref('holder_change_windows') }}
),

holdings as (
    select * from {{ ref('holdings') }}
    where is_continuing
),

compared as (
    select
        windows.holder_code,
        windows.instrument,
        windows.window_months,
        windows.opening_position_usd_mn,
        windows.position_change_usd_mn,
        holdings.position_usd_mn as published_opening_usd_mn,
        windows.net_purchases_usd_mn
        + coalesce(windows.valuation_change_usd_mn, 0)
        + windows.other_change_usd_mn as parts_usd_mn,
    from windows
    left join holdings
        on
            windows.holder_code = holdings.holder_code
            and windows.instrument = holdings.instrument
            and last_day(
                windows.first_month - interval 1 month
            ) = holdings.reference_month
),

final as (
    select * from compared
    where
        published_opening_usd_mn is distinct from opening_position_usd_mn
        or parts_usd_mn <> position_change_usd_mn
)

select * from final
