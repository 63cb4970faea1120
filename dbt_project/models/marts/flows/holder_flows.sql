with

holdings as (
    select * from {{ ref('holdings') }}
),

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
    where is_latest_vintage and value_usd_mn is not null
),

continuing as (
    select * from holdings
    where is_continuing
),

published as (
    select
        holder_code,
        reference_month,
        instrument,
        max(value_usd_mn) filter (
            measure = 'net_purchases'
        ) as net_purchases_usd_mn,
        max(value_usd_mn) filter (
            measure = 'valuation_change'
        ) as valuation_change_usd_mn,
    from table3
    where measure in ('net_purchases', 'valuation_change')
    group by all
),

-- In a month printed twice, the old series' last figure compares with the month
-- before; the continuing one does not. So the month is met in the segment of
-- the month before, whichever row of the month that is.
met as (
    select
        continuing.holder_code,
        continuing.holder_name,
        continuing.holder_scope,
        continuing.reference_month,
        continuing.instrument,
        continuing.position_usd_mn,
        continuing.break_id,
        continuing.source,
        continuing.precision_usd_mn,
        continuing.released_on,
        previous.position_usd_mn as previous_position_usd_mn,
        previous.precision_usd_mn as previous_precision_usd_mn,
        comparable.position_usd_mn as comparable_position_usd_mn,
        previous.segment_id = continuing.segment_id as is_same_segment,
    from continuing
    left join continuing as previous
        on
            continuing.holder_code = previous.holder_code
            and continuing.instrument = previous.instrument
            and previous.reference_month
            = last_day(continuing.reference_month - interval 1 month)
    left join holdings as comparable
        on
            continuing.holder_code = comparable.holder_code
            and continuing.instrument = comparable.instrument
            and continuing.reference_month = comparable.reference_month
            and previous.segment_id = comparable.segment_id
),

changes as (
    select
        * exclude (
            previous_position_usd_mn,
            previous_precision_usd_mn,
            comparable_position_usd_mn,
            precision_usd_mn,
            is_same_segment
        ),
        case
            when break_id is null or not is_same_segment
                then comparable_position_usd_mn - previous_position_usd_mn
        end as position_change_usd_mn,
        case
            when break_id is not null
                then position_usd_mn - previous_position_usd_mn
        end as position_change_across_break_usd_mn,
        greatest(
            precision_usd_mn, previous_precision_usd_mn
        ) as precision_usd_mn,
    from met
),

decomposed as (
    select
        changes.*,
        published.net_purchases_usd_mn,
        -- bills have no valuation column, so the total's is that of long term
        case changes.instrument
            when 'total' then long_term.valuation_change_usd_mn
            else published.valuation_change_usd_mn
        end as valuation_change_usd_mn,
    from changes
    left join published
        on
            changes.holder_code = published.holder_code
            and changes.reference_month = published.reference_month
            and changes.instrument = published.instrument
    left join published as long_term
        on
            changes.holder_code = long_term.holder_code
            and changes.reference_month = long_term.reference_month
            and long_term.instrument = 'long_term'
),

final as (
    select
        holder_code,
        holder_name,
        holder_scope,
        reference_month,
        instrument,
        position_usd_mn,
        position_change_usd_mn,
        net_purchases_usd_mn,
        valuation_change_usd_mn,
        position_change_usd_mn
        - net_purchases_usd_mn
        - case instrument
            when 'short_term' then 0 else valuation_change_usd_mn
        end as other_change_usd_mn,
        position_change_across_break_usd_mn,
        case
            when
                coalesce(net_purchases_usd_mn, valuation_change_usd_mn)
                is not null
                then 'slt_reported'
            else 'position_only'
        end as basis,
        precision_usd_mn,
        break_id,
        source,
        released_on,
    from decomposed
)

select * from final
order by holder_code, instrument, reference_month
