with

printed as (
    select * from {{ ref('stg_tic__figures') }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

names as (
    select * from {{ ref('holder_codes') }}
),

files as (
    select distinct
        source,
        vintage,
        source_sha256,
    from printed
),

-- A vintage is loaded for the months that it prints otherwise than the one
-- before. In such a month it is complete: a figure it does not repeat, it has
-- withdrawn. Of a month that it does not reach nothing is known.
month_vintages as (
    select
        source,
        reference_month,
        vintage,
        lead(vintage) over (
            partition by source, reference_month order by vintage
        ) as next_vintage,
    from (
        select distinct
            source,
            reference_month,
            vintage,
        from printed
    ) as months
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
        printed.line_number,
        printed.column_number,
        month_vintages.next_vintage,
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

-- most figures are the same as in the vintage before, and open no state
with_changes as (
    select
        *,
        (
            lag(next_vintage) over figure is distinct from vintage
            or lag(value_usd_mn) over figure <> value_usd_mn
            or lag(is_continuing) over figure <> is_continuing
        ) as opens_state,
        lag(next_vintage) over figure as vintage_after_previous,
        last_value(next_vintage) over (
            figure rows between unbounded preceding and unbounded following
        ) as vintage_after_last,
    from figures
    window figure as (
        partition by
            source, holder_code, reference_month, security_type, instrument,
            measure, segment_id
        order by vintage
    )
),

-- a state ends with the vintage that follows its last print
states as (
    select
        *,
        row_number() over figure as print_number,
        case
            when lead(vintage) over figure is null then vintage_after_last
            else lead(vintage_after_previous) over figure
        end as closing_vintage,
    from with_changes
    where opens_state
    window figure as (
        partition by
            source, holder_code, reference_month, security_type, instrument,
            measure, segment_id
        order by vintage
    )
),

final as (
    select
        states.source,
        states.holder_code,
        names.holder_name,
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
        opening_file.source_sha256,
        states.line_number,
        -- null where a figure is the difference of two cells
        states.column_number,
    from states
    inner join files as opening_file
        on
            states.source = opening_file.source
            and states.vintage = opening_file.vintage
    inner join landed as opened
        on opening_file.source_sha256 = opened.source_sha256
    left join files as closing_file
        on
            states.source = closing_file.source
            and states.closing_vintage = closing_file.vintage
    left join landed as closed
        on closing_file.source_sha256 = closed.source_sha256
    left join names
        on states.holder_code = names.holder_code
    -- a figure replaced on the day of its release was never known
    where opened.known_from is distinct from closed.known_from
)

select * from final
order by
    source, security_type, instrument, measure, holder_code, reference_month,
    known_from
