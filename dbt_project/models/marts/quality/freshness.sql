with

sources as (
    select * from {{ source('meta', 'sources') }}
),

newest as (
    select * from {{ ref('stg_meta__landed_files') }}
    where is_latest_vintage
),

final as (
    select
        sources.id as source_id,
        sources.publisher,
        sources.title,
        sources.cadence,
        sources.vintages::integer as vintages,
        newest.last_reference_date as newest_reference_date,
        newest.released_on,
        newest.captured_on,
    from sources
    left join newest
        on sources.id = newest.source_id
)

select * from final
order by source_id
