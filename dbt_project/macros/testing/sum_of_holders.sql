{#
  For tests: where SLT Tables 1 and 3 print both, the holders that make up a whole
  and differ from it in their sum; in every vintage, month, kind of security and
  measure. A part that is missing makes the sum differ; where no part is printed
  there is nothing to compare.
#}
{% macro sum_of_holders(parts, whole, security_types=none) %}
with

table1 as (
    select * from {{ ref('stg_tic__slt_table1') }}
    {%- if security_types %}
    where security_type in ('{{ security_types | join("', '") }}')
    {%- endif %}
),

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
),

cells as (
    select
        * exclude (security_type),
        security_type as held,
    from table1
    union all by name
    select
        * exclude (instrument),
        instrument as held,
    from table3
),

final as (
    select
        source,
        vintage,
        reference_month,
        held,
        measure,
        sum(value_usd_mn) filter (
            holder_code in ('{{ parts | join("', '") }}')
        ) as sum_of_parts_usd_mn,
        max(value_usd_mn) filter (
            holder_code = '{{ whole }}'
        ) as whole_usd_mn,
    from cells
    group by all
)

select * from final
where sum_of_parts_usd_mn <> whole_usd_mn
{% endmacro %}
