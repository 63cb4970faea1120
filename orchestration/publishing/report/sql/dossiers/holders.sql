with

hubs as (
    select distinct holder_code
    from holder_groups
    where group_code = 'custody_hubs' and member_to is null
),

newest as (
    select
        *,
        rank() over (order by closing_position_usd_mn desc) as place,
        count(*) over () as holders,
    from holder_change_windows
    where
        window_months = 1
        and instrument = 'total'
        and holder_scope = 'country'
)

select
    newest.holder_code,
    newest.holder_name,
    newest.last_month,
    round(newest.closing_position_usd_mn / 1000, 3) as position_usd_bn,
    newest.place,
    newest.holders,
    hubs.holder_code is not null as is_custody_hub,
    holdings.caveat,
    implied_duration.duration_years,
from newest
left join holdings
    on
        newest.holder_code = holdings.holder_code
        and newest.last_month = holdings.reference_month
        and newest.instrument = holdings.instrument
        and holdings.is_continuing
left join hubs
    on newest.holder_code = hubs.holder_code
left join implied_duration
    on
        newest.holder_code = implied_duration.holder_code
        and implied_duration.is_usable
order by newest.place, newest.holder_code
