with

holdings as (
    select * from {{ ref('holdings') }}
),

final as (
    select
        holdings.holder_code,
        holdings.holder_name,
        holdings.reference_month,
        holdings.instrument,
        holdings.position_usd_mn,
        holdings.precision_usd_mn,
        holdings.source,
        holdings.agreeing_sources,
        holdings.differing_sources,
        holdings.basis,
        holdings.frequency,
        holdings.segment_id,
        holdings.break_id,
        holdings.is_complete_month,
        holdings.released_on,
        holdings.known_from,
        holdings.source_sha256,
        holdings.line_number,
        {{ caveat_text() }} as caveat,
    from holdings
    {{ join_caveats('holdings', 'holdings.holder_code') }}
    where holdings.holder_scope = 'country' and holdings.is_continuing
)

select * from final
order by holder_code, instrument, reference_month
