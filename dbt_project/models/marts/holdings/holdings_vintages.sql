with

figures as (
    select * from {{ ref('figure_vintages') }}
    where security_type = 'treasury' and measure = 'position'
),

holders as (
    select * from {{ ref('holders') }}
),

sources as (
    select * from {{ source('meta', 'source_precedence') }}
    where figure = 'position'
),

final as (
    select
        figures.holder_code,
        holders.holder_name,
        figures.reference_month,
        figures.instrument,
        figures.source,
        coalesce(figures.segment_id, sources.segment_id) as segment_id,
        figures.value_usd_mn as position_usd_mn,
        figures.precision_usd_mn,
        figures.is_continuing,
        sources.precedence,
        sources.frequency,
        sources.basis,
        figures.known_from,
        figures.known_to,
        figures.released_on,
        figures.is_known_by_capture_only,
        figures.source_sha256,
        figures.line_number,
    from figures
    {{ joined_to_precedence() }}
)

select * from final
order by instrument, holder_code, reference_month, source, known_from
