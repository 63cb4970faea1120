with

holdings as (
    select * from {{ ref('holdings_vintages') }}
    where known_to is null and source = 'mfhhis01'
),

coverage as (
    select * from {{ ref('stg_frb__coverage_change') }}
    where
        is_latest_vintage
        and security_type = 'treasury'
        and coverage_change_usd_mn is not null
),

breaks as (
    select * from {{ ref('series_breaks') }}
),

holders as (
    select * from {{ ref('holders') }}
),

printed_twice as (
    select
        breaks.break_id,
        opens.holder_code,
        opens.reference_month,
        opens.instrument,
        'printed_twice' as basis,
        closes.position_usd_mn as closing_position_usd_mn,
        opens.position_usd_mn as opening_position_usd_mn,
        opens.position_usd_mn - closes.position_usd_mn as size_usd_mn,
        opens.precision_usd_mn,
        opens.source_sha256,
        opens.line_number,
    from holdings as opens
    inner join holdings as closes
        on
            opens.holder_code = closes.holder_code
            and opens.instrument = closes.instrument
            and opens.reference_month = closes.reference_month
            and opens.segment_id <> closes.segment_id
    inner join breaks
        on
            breaks.applies_to_source = 'mfhhis01'
            and breaks.kind = 'new_series'
            and opens.reference_month = breaks.effective_month
            and opens.segment_id = breaks.segment_after
            and closes.segment_id = breaks.segment_before
),

-- what more reporters added when Form SLT began, as the Fed's staff estimate it
estimated as (
    select
        'mfh-2011-09' as break_id,
        holder_code,
        reference_month,
        instrument,
        'frb_coverage_estimate' as basis,
        coverage_change_usd_mn as size_usd_mn,
        precision_usd_mn,
        source_sha256,
        line_number,
    from coverage
),

listed as (
    select * from printed_twice
    union all by name
    select * from estimated
),

final as (
    select
        listed.break_id,
        listed.holder_code,
        holders.holder_name,
        holders.scope as holder_scope,
        listed.reference_month,
        listed.instrument,
        listed.basis,
        listed.closing_position_usd_mn,
        listed.opening_position_usd_mn,
        listed.size_usd_mn,
        round(
            100 * listed.size_usd_mn
            / nullif(listed.closing_position_usd_mn, 0),
            4
        ) as size_pct,
        listed.precision_usd_mn,
        listed.source_sha256,
        listed.line_number,
    from listed
    left join holders
        on listed.holder_code = holders.holder_code
)

select * from final
order by reference_month, basis, holder_code, instrument
