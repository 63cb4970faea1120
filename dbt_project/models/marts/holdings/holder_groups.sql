{{ config(post_hook="{{ make_group_members_on() }}") }}

with

members as (
    select * from {{ ref('group_members') }}
),

final as (
    select
        group_code,
        group_name,
        holder_code,
        member_from,
        member_to,
        source,
    from members
)

select * from final
