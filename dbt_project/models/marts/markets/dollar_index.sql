with

final as (
    select
        date,
        broad_dollar_index,
        source_sha256,
        line_number,
    from {{ ref('stg_fred__dollar_index') }}
)

select * from final
order by date
