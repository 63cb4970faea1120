with

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
    where
        is_latest_vintage
        and measure = 'position'
        and value_usd_mn is not null
),

history as (
    select * from {{ ref('stg_tic__mfhhis01') }}
    where is_latest_vintage and position_usd_mn is not null
),

holders as (
    select * from {{ ref('holders') }}
),

breaks as (
    select * from {{ ref('series_breaks') }}
    where breaks_positions
),

-- The month's first printed column opens the new series and continues; the
-- second closes the old one, "for comparison only".
continuing_series as (
    select
        reference_month,
        arg_min(segment_id, column_number) as segment_id,
    from history
    group by reference_month
),

-- Table 3 holds the series that the history calls by its newest numeral.
from_table3 as (
    select
        table3.holder_code,
        table3.reference_month,
        table3.instrument,
        table3.value_usd_mn as position_usd_mn,
        table3.precision_usd_mn,
        table3.source,
        'XIII' as segment_id,
        true as is_continuing,
        table3.released_on,
        table3.source_sha256,
        table3.line_number,
    from table3
),

from_history as (
    select
        history.holder_code,
        history.reference_month,
        history.instrument,
        history.position_usd_mn,
        history.precision_usd_mn,
        history.source,
        history.segment_id,
        history.segment_id = continuing_series.segment_id as is_continuing,
        history.released_on,
        history.source_sha256,
        history.line_number,
    from history
    inner join continuing_series
        on history.reference_month = continuing_series.reference_month
    anti join from_table3
        on
            history.holder_code = from_table3.holder_code
            and history.reference_month = from_table3.reference_month
            and history.instrument = from_table3.instrument
),

combined as (
    select * from from_table3
    union all by name
    select * from from_history
),

broken as (
    select
        applies_to_source,
        effective_month,
        holder_code,
        min(break_id) as break_id,
    from breaks
    group by all
),

final as (
    select
        combined.holder_code,
        holders.holder_name,
        holders.scope as holder_scope,
        combined.reference_month,
        combined.instrument,
        combined.position_usd_mn,
        combined.precision_usd_mn,
        combined.source,
        combined.segment_id,
        combined.is_continuing,
        coalesce(own_break.break_id, any_break.break_id) as break_id,
        combined.released_on,
        -- one vintage is known here, so its figures are known since its release
        combined.released_on as known_from,
        combined.source_sha256,
        combined.line_number,
    from combined
    -- a code that holders lacks stays, for the foreign key's test to report
    left join holders
        on combined.holder_code = holders.holder_code
    left join broken as own_break
        on
            combined.source = own_break.applies_to_source
            and combined.reference_month = own_break.effective_month
            and combined.holder_code = own_break.holder_code
    left join broken as any_break
        on
            combined.source = any_break.applies_to_source
            and combined.reference_month = any_break.effective_month
            and any_break.holder_code is null
    -- what "All Other" holds differs by file and year, so it is no series
    where holders.scope is distinct from 'residual'
)

select * from final
order by
    holder_code asc,
    instrument asc,
    reference_month asc,
    is_continuing desc
