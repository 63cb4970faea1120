-- The last Wednesday of each month beside what official holders had at its end,
-- as levels and as changes against the month before; no change spans a break.
with

custody as (
    select
        last_day(date) as reference_month,
        date as custody_date,
        custody_treasuries_usd_mn,
    from {{ ref('fed_custody_weekly') }}
    where
        custody_treasuries_usd_mn is not null
        and date > last_day(date) - interval 7 day
),

changes as (
    select
        reference_month,
        custody_date,
        custody_treasuries_usd_mn,
        case
            when
                lag(reference_month) over (order by reference_month)
                = last_day(reference_month - interval 1 month)
                then
                    custody_treasuries_usd_mn
                    - lag(custody_treasuries_usd_mn)
                        over (order by reference_month)
        end as custody_change_usd_mn,
    from custody
),

official as (
    select
        reference_month,
        position_usd_mn as official_usd_mn,
        position_change_usd_mn as official_change_usd_mn,
    from {{ ref('holder_flows') }}
    where holder_code = '{{ var("foreign_official") }}' and instrument = 'total'
),

final as (
    select
        changes.reference_month,
        changes.custody_date,
        changes.custody_treasuries_usd_mn,
        changes.custody_change_usd_mn,
        official.official_usd_mn,
        official.official_change_usd_mn,
        official_before.official_usd_mn as official_before_usd_mn,
    from changes
    left join official
        on changes.reference_month = official.reference_month
    left join official as official_before
        on
            last_day(changes.reference_month - interval 1 month)
            = official_before.reference_month
)

select * from final
order by reference_month
