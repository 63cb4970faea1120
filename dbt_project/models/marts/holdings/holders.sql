with

codes as (
    select * from {{ ref('holder_codes') }}
),

members as (
    select
        holder_code,
        string_agg(group_name, ', ' order by group_name) as group_names,
    from {{ ref('group_members') }}
    where member_to is null
    group by holder_code
),

printed_months as (
    select
        holder_code,
        min(first_month) as first_month,
        max(last_month) as last_month,
    from {{ ref('holder_spellings') }}
    group by holder_code
),

final as (
    select
        codes.holder_code,
        codes.holder_name,
        codes.iso_alpha2,
        codes.iso_alpha3,
        codes.scope,
        codes.custody_hub as is_custody_hub,
        members.group_names,
        printed_months.first_month,
        printed_months.last_month,
        codes.note,
    from codes
    left join members
        on codes.holder_code = members.holder_code
    left join printed_months
        on codes.holder_code = printed_months.holder_code
)

select * from final
