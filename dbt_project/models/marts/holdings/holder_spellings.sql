with

spellings as (
    select * from {{ ref('stg_meta__spellings') }}
),

final as (
    select
        source_file,
        label,
        segment,
        holder_code,
        first_month,
        last_month,
        cells,
        figures,
    from spellings
)

select * from final
order by
    source_file asc,
    holder_code asc,
    label asc,
    segment asc
