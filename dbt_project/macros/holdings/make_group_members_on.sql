{#
  The table macro group_members_on(day) of the published database: who was in which
  group on a day. Groups that are a definition of this project have no dates.
#}
{% macro make_group_members_on() %}
create or replace macro {{ this.schema }}.group_members_on(on_day) as table (
    select
        group_code,
        group_name,
        holder_code,
        holder_name,
    from {{ this.schema }}.{{ this.identifier }}
    where
        coalesce(member_from, date '0001-01-01') <= on_day
        and coalesce(member_to, date '9999-12-31') >= on_day
);
comment on macro table {{ this.schema }}.group_members_on is
'holder_groups as they stood on a day: select * from group_members_on(date ''2020-01-31''). One row per group and member; custody hubs are a definition of this project without dates, direct holders one that is renewed each January.'
{% endmacro %}
