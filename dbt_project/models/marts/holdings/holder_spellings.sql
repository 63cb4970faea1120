with

spellings as (
    select * from {{ ref('stg_meta__spellings') }}
),

names as (
    select * from {{ ref('holder_codes') }}
),

final as (
    select
        spellings.source_file,
        spellings.label,
        spellings.segment,
        spellings.holder_code,
        names.holder_name,
        spellings.first_month,
        spellings.last_month,
        spellings.cells,
        spellings.figures,
    from spellings
    left join names
        on spellings.holder_code = names.holder_code
)

select * from final
order by
    source_file asc,
    holder_code asc,
    label asc,
    segment asc
