{{ config(post_hook="{{ make_group_members_on() }}") }}

with

members as (
    select * from {{ ref('group_members') }}
),

names as (
    select * from {{ ref('holder_codes') }}
),

final as (
    select
        members.group_code,
        members.group_name,
        members.holder_code,
        names.holder_name,
        members.member_from,
        members.member_to,
        members.source,
    from members
    left join names
        on members.holder_code = names.holder_code
)

select * from final
