-- The leader and those who may follow it: single countries, and groups whose
-- members' net purchases of a month are added up.
with

months as (
    select * from {{ ref('int_net_purchase_months') }}
    where holder_scope = 'country'
),

holders as (
    select * from {{ ref('holders') }}
),

memberships as (
    select * from {{ ref('holder_groups') }}
),

-- a country is what it is in the newest month
newest_direct as (
    select distinct holder_code from memberships
    where group_code = 'direct_holders' and member_to is null
),

countries as (
    select
        if(
            months.holder_code = '{{ var("japan") }}', 'leader', 'holder'
        ) as follower_kind,
        months.holder_code as follower_code,
        months.holder_name as follower_name,
        case
            when holders.is_custody_hub then 'hub'
            when newest_direct.holder_code is not null then 'direct'
            else 'other'
        end as follower_block,
        months.basis,
        months.instrument,
        months.month_number,
        1 as members,
        months.net_purchases_usd_mn,
    from months
    inner join holders
        on months.holder_code = holders.holder_code
    left join newest_direct
        on months.holder_code = newest_direct.holder_code
),

-- the leader does not follow itself
in_groups as (
    select
        months.*,
        memberships.group_code,
        memberships.group_name,
    from months
    inner join memberships
        on
            months.holder_code = memberships.holder_code
            and months.reference_month >= coalesce(
                memberships.member_from, date '0001-01-01'
            )
            and months.reference_month <= coalesce(
                memberships.member_to, date '9999-12-31'
            )
    where months.holder_code <> '{{ var("japan") }}'
),

-- a month in which one member is masked is masked for the group
groups as (
    select
        'group' as follower_kind,
        group_code as follower_code,
        any_value(group_name) as follower_name,
        case group_code
            when 'custody_hubs' then 'hub'
            when 'direct_holders' then 'direct'
            else 'mixed'
        end as follower_block,
        basis,
        instrument,
        month_number,
        count(*)::integer as members,
        -- figures have tenths: sums in another order differ beyond these
        case
            when not bool_or(is_masked)
                then round(sum(net_purchases_usd_mn), 1)
        end as net_purchases_usd_mn,
    from in_groups
    group by group_code, basis, instrument, month_number
),

final as (
    select * from countries
    union all
    select * from groups
)

select * from final
order by basis, instrument, follower_kind, follower_code, month_number
