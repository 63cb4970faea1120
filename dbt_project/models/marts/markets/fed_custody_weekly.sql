with

series as (
    select * from {{ ref('stg_fred__market_series') }}
    where starts_with(concept, 'custody_')
),

by_week as (
    select
        date,
        max(figure) filter (concept = 'custody_all_securities')
            as custody_all_securities_usd_mn,
        max(figure) filter (concept = 'custody_treasuries')
            as custody_treasuries_usd_mn,
        max(figure) filter (concept = 'custody_agency')
            as custody_agency_usd_mn,
        max(figure) filter (concept = 'custody_other') as custody_other_usd_mn,
    from series
    group by date
),

final as (
    select
        date,
        custody_all_securities_usd_mn,
        custody_treasuries_usd_mn,
        custody_agency_usd_mn,
        custody_other_usd_mn,
        -- a week may be absent, and then the change is not that of a week
        custody_treasuries_usd_mn
        - lag(custody_treasuries_usd_mn) over (order by date)
            as custody_treasuries_change_usd_mn,
        date_diff('day', lag(date) over (order by date), date)::integer
            as days_since_previous,
    from by_week
)

select * from final
order by date
