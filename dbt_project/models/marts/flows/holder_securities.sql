-- Table 1 prints positions since 2020 and purchases and price changes since
-- 2023-02. Before, the Federal Reserve's staff estimated all three: their
-- purchases are Form S, and the gap is what positions say against it.
with

figures as (
    select * from {{ ref('figure_vintages') }}
    where
        known_to is null
        and instrument = 'long_term'
        and security_type in ('treasury', 'agency', 'corporate_bond', 'equity')
        and source in ('slt_table1', 'bertaut_judson')
),

holders as (
    select * from {{ ref('holders') }}
),

-- of two breaks in one month the one that forbids a comparison is named
breaks as (
    select
        applies_to_source,
        effective_month,
        holder_code,
        bool_or(breaks_positions) as breaks_positions,
        arg_min(
            break_id, (not breaks_positions)::integer::varchar || break_id
        ) as break_id,
    from {{ ref('series_breaks') }}
    where kind <> 'flow_definition'
    group by applies_to_source, effective_month, holder_code
),

by_month as (
    select
        source,
        holder_code,
        reference_month,
        security_type,
        {%- for measure in [
            'position', 'net_purchases', 'other_change', 'valuation_change',
        ] %}
        max(value_usd_mn) filter (measure = '{{ measure }}') as {{ measure }},
        {%- endfor %}
        max(released_on) as released_on,
    from figures
    group by source, holder_code, reference_month, security_type
),

staff as (
    select
        *,
        net_purchases + other_change as position_based,
        reference_month = min(reference_month) over () as is_first_month,
    from by_month
    where source = 'bertaut_judson'
),

-- Table 1's position first; the staff's flows go on until it has flows itself
joined as (
    select
        coalesce(table1.holder_code, staff.holder_code) as holder_code,
        coalesce(table1.reference_month, staff.reference_month)
            as reference_month,
        coalesce(table1.security_type, staff.security_type) as security_type,
        coalesce(table1.source, staff.source) as source,
        coalesce(table1.position, staff.position) as position_usd_mn,
        table1.net_purchases as published_purchases,
        table1.valuation_change as published_valuation,
        -- a file's first month has no month before it, and prints a gap of zero
        case when not staff.is_first_month then staff.position_based end
            as estimated_purchases,
        case when not staff.is_first_month then staff.valuation_change end
            as estimated_valuation,
        coalesce(table1.released_on, staff.released_on) as released_on,
    from (
        select * from by_month
        where source = 'slt_table1'
    ) as table1
    full join staff
        on
            table1.holder_code = staff.holder_code
            and table1.reference_month = staff.reference_month
            and table1.security_type = staff.security_type
),

with_breaks as (
    select
        joined.*,
        coalesce(own_break.break_id, any_break.break_id) as break_id,
        coalesce(own_break.breaks_positions, any_break.breaks_positions, false)
            as breaks_positions,
    from joined
    left join breaks as own_break
        on
            joined.source = own_break.applies_to_source
            and joined.reference_month = own_break.effective_month
            and joined.holder_code = own_break.holder_code
    left join breaks as any_break
        on
            joined.source = any_break.applies_to_source
            and joined.reference_month = any_break.effective_month
            and any_break.holder_code is null
),

changes as (
    select
        with_breaks.*,
        with_breaks.position_usd_mn
        - previous.position_usd_mn as position_change_usd_mn,
    from with_breaks
    left join joined as previous
        on
            with_breaks.holder_code = previous.holder_code
            and with_breaks.security_type = previous.security_type
            and with_breaks.source = previous.source
            and previous.reference_month
            = last_day(with_breaks.reference_month - interval 1 month)
            and not with_breaks.breaks_positions
),

final as (
    select
        changes.holder_code,
        holders.holder_name,
        holders.scope as holder_scope,
        changes.reference_month,
        changes.security_type,
        changes.position_usd_mn,
        changes.position_change_usd_mn,
        coalesce(changes.published_purchases, changes.estimated_purchases)
            as net_purchases_usd_mn,
        coalesce(changes.published_valuation, changes.estimated_valuation)
            as valuation_change_usd_mn,
        changes.position_change_usd_mn
        - changes.published_purchases
        - changes.published_valuation as other_change_usd_mn,
        case
            when changes.published_purchases is not null then 'slt_reported'
            when changes.estimated_purchases is not null then 'frb_estimate'
            else 'position_only'
        end as basis,
        changes.break_id,
        changes.source,
        changes.released_on,
    from changes
    inner join holders
        on changes.holder_code = holders.holder_code
    -- what "All Other" holds differs by file and year, so it is no series; who
    -- issued a security is no holder
    where holders.scope not in ('residual', 'issuer_type')
)

select * from final
order by security_type, holder_code, reference_month
