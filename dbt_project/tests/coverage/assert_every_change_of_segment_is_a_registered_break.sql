-- Where the continuing series of the totals changes its numeral, the registry
-- has a break of that month with both numerals; else holdings would not mark
-- the break.
{{ config(meta={'dagster': {'ref': {'name': 'series_breaks'}}}) }}

with

holdings as (
    select * from {{ ref('holdings') }}
    where
        is_continuing
        and holder_code = '{{ var("grand_total") }}'
        and instrument = 'total'
),

breaks as (
    select * from {{ ref('series_breaks') }}
    where kind = 'new_series'
),

continuing as (
    select
        reference_month,
        source,
        segment_id,
        lag(segment_id) over (order by reference_month) as previous_segment_id,
    from holdings
),

final as (
    select continuing.*
    from continuing
    anti join breaks
        on
            continuing.source = breaks.applies_to_source
            and continuing.reference_month = breaks.effective_month
            and continuing.previous_segment_id = breaks.segment_before
            and continuing.segment_id = breaks.segment_after
    where continuing.segment_id <> continuing.previous_segment_id
)

select * from final
