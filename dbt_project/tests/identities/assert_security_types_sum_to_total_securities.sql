-- Identity 4: Treasuries + agencies + corporate bonds + equities = all
-- securities of Table 1, in every vintage. Exact for the grand total; within
-- one million for every other holder, because each figure is rounded by itself.
with

table1 as (
    select * from {{ ref('stg_tic__slt_table1') }}
),

final as (
    select
        vintage,
        holder_code,
        reference_month,
        measure,
        max(value_usd_mn) filter (
            security_type = 'total_securities'
        ) as total_usd_mn,
        sum(value_usd_mn) filter (
            security_type <> 'total_securities'
        ) as sum_of_types_usd_mn,
        count(value_usd_mn) filter (
            security_type <> 'total_securities'
        ) as printed_types,
    from table1
    group by all
)

select * from final
where
    printed_types = 4
    and abs(total_usd_mn - sum_of_types_usd_mn)
    > case holder_code when '{{ var("grand_total") }}' then 0 else 1 end
