with

holdings as (
    select * from {{ ref('holdings') }}
    where is_continuing and instrument = 'total' and frequency = 'monthly'
),

by_month as (
    select
        reference_month,
        max(position_usd_mn) filter (
            holder_code = '{{ var("china") }}'
        ) as china_usd_mn,
        max(position_usd_mn) filter (
            holder_code = '{{ var("belgium") }}'
        ) as belgium_usd_mn,
        max(position_usd_mn) filter (
            holder_code = '{{ var("hong_kong") }}'
        ) as hong_kong_usd_mn,
        max(break_id) filter (
            holder_code in (
                '{{ var("china") }}',
                '{{ var("belgium") }}',
                '{{ var("hong_kong") }}'
            )
        ) as break_id,
    from holdings
    group by reference_month
),

scenarios as (
    select listed.*
    from (
        values
        (0.0::double, false),
        (0.5::double, false),
        (1.0::double, false),
        (0.0::double, true),
        (0.5::double, true),
        (1.0::double, true)
    ) as listed (belgian_share, includes_hong_kong)
),

positions as (
    select
        by_month.reference_month,
        scenarios.belgian_share,
        scenarios.includes_hong_kong,
        by_month.china_usd_mn,
        by_month.china_usd_mn
        + case
            when scenarios.belgian_share = 0 then 0
            else scenarios.belgian_share * by_month.belgium_usd_mn
        end
        + case
            when
                scenarios.includes_hong_kong
                then by_month.hong_kong_usd_mn
            else 0
        end as position_usd_mn,
        by_month.break_id,
    from by_month
    cross join scenarios
),

final as (
    select
        positions.reference_month,
        positions.belgian_share,
        positions.includes_hong_kong,
        'China'
        || case positions.belgian_share
            when 0 then '' when 0.5 then ' + half of Belgium' else ' + Belgium'
        end
        || case
            when positions.includes_hong_kong then ' + Hong Kong' else ''
        end
            as scenario,
        positions.position_usd_mn,
        positions.position_usd_mn
        - a_year_before.position_usd_mn as change_12_months_usd_mn,
        positions.break_id,
    from positions
    left join positions as a_year_before
        on
            positions.belgian_share = a_year_before.belgian_share
            and positions.includes_hong_kong = a_year_before.includes_hong_kong
            and last_day(positions.reference_month - interval 12 month)
            = a_year_before.reference_month
    where positions.position_usd_mn is not null
)

select * from final
order by includes_hong_kong, belgian_share, reference_month
