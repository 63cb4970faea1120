with

printed as (
    select * from {{ ref('stg_tic__figures') }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

-- A vintage is loaded for the months that it prints otherwise than the one
-- before. In such a month it is complete: a figure it does not repeat, it has
-- withdrawn. Of a month that it does not reach nothing is known.
month_vintages as (
    select
        source,
        reference_month,
        vintage,
        lead(vintage) over month_of_source as next_vintage,
        lead(source_sha256) over month_of_source as next_sha256,
    from (
        select distinct
            source,
            reference_month,
            vintage,
            source_sha256,
        from printed
    ) as months
    window month_of_source as (
        partition by source, reference_month order by vintage
    )
),

-- The column printed first opens the month's new segment and continues.
continuing as (
    select
        source,
        reference_month,
        vintage,
        arg_min(segment_id, column_number) as segment_id,
    from printed
    where segment_id is not null
    group by all
),

figures as (
    select
        printed.source,
        printed.holder_code,
        printed.reference_month,
        printed.security_type,
        printed.instrument,
        printed.measure,
        printed.segment_id,
        printed.value_usd_mn,
        printed.precision_usd_mn,
        printed.vintage,
        printed.source_sha256,
        printed.line_number,
        printed.column_number,
        month_vintages.next_vintage,
        month_vintages.next_sha256,
        (
            continuing.segment_id is null
            or continuing.segment_id = printed.segment_id
        ) as is_continuing,
    from printed
    inner join month_vintages
        on
            printed.source = month_vintages.source
            and printed.reference_month = month_vintages.reference_month
            and printed.vintage = month_vintages.vintage
    left join continuing
        on
            printed.source = continuing.source
            and printed.reference_month = continuing.reference_month
            and printed.vintage = continuing.vintage
    where printed.value_usd_mn is not null
),

with_changes as (
    select
        *,
        (
            lag(next_vintage) over figure is distinct from vintage
            or lag(value_usd_mn) over figure <> value_usd_mn
            or lag(is_continuing) over figure <> is_continuing
        ) as is_new,
    from figures
    window figure as (
        partition by
            source, holder_code, reference_month, security_type, instrument,
            measure, segment_id
        order by vintage
    )
),

numbered as (
    select
        *,
        sum(is_new::integer) over (
            partition by
                source, holder_code, reference_month, security_type, instrument,
                measure, segment_id
            order by vintage
        ) as print_number,
    from with_changes
),

states as (
    select
        source,
        holder_code,
        reference_month,
        security_type,
        instrument,
        measure,
        segment_id,
        print_number,
        any_value(value_usd_mn) as value_usd_mn,
        any_value(precision_usd_mn) as precision_usd_mn,
        any_value(is_continuing) as is_continuing,
        arg_min(source_sha256, vintage) as source_sha256,
        arg_min(line_number, vintage) as line_number,
        -- null where a figure is the difference of two cells
        arg_min_null(column_number, vintage) as column_number,
        arg_max_null(next_sha256, vintage) as next_sha256,
    from numbered
    group by all
),

final as (
    select
        states.source,
        states.holder_code,
        states.reference_month,
        states.security_type,
        states.instrument,
        states.measure,
        states.segment_id,
        states.value_usd_mn,
        states.precision_usd_mn,
        states.is_continuing,
        opened.known_from,
        closed.known_from as known_to,
        opened.released_on,
        opened.is_known_by_capture_only,
        states.print_number::integer as print_number,
        states.source_sha256,
        states.line_number,
        states.column_number,
    from states
    inner join landed as opened
        on states.source_sha256 = opened.source_sha256
    left join landed as closed
        on states.next_sha256 = closed.source_sha256
    -- a figure replaced on the day of its release was never known
    where opened.known_from is distinct from closed.known_from
)

select * from final
order by
    source, security_type, instrument, measure, holder_code, reference_month,
    known_from
