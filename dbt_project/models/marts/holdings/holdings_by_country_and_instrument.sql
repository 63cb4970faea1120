with

holdings as (
    select * from {{ ref('holdings') }}
),

final as (
    select
        holder_code,
        holder_name,
        reference_month,
        instrument,
        position_usd_mn,
        precision_usd_mn,
        source,
        agreeing_sources,
        differing_sources,
        basis,
        frequency,
        segment_id,
        break_id,
        is_complete_month,
        released_on,
        known_from,
        source_sha256,
        line_number,
        caveat,
    from holdings
    where
        holder_scope = 'country'
        and is_continuing
        and instrument <> 'total'
)

select * from final
order by holder_code, instrument, reference_month
