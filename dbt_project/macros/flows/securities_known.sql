{#
  Holdings and flows by security type that were known under a condition on known_from
  and known_to. Used for `holder_securities` (known today) and
  `holder_securities_as_of(date)`; the latter is a macro inside the published file, so it
  calls its tables by their plain names. With a `day` it says how far the vintages at
  hand lag behind what was public then.

  Table 1 prints positions since 2020 and purchases and price changes since 2023-02.
  Before, the Federal Reserve's staff estimated all three.
#}
{% macro securities_known(
    condition, vintages, holders, series_breaks, caveats, day=none
) %}
with

figures as (
    select * from {{ vintages }}
    where
        {{ condition }}
        and instrument = 'long_term'
        and security_type in ('treasury', 'agency', 'corporate_bond', 'equity')
        and source in ('slt_table1', 'bertaut_judson')
),

holders as (
    select * from {{ holders }}
),

breaks as (
    {{ position_breaks(series_breaks) }}
),

reported as (
    select
        source,
        holder_code,
        reference_month,
        security_type,
        {%- for measure in ['position', 'net_purchases', 'valuation_change'] %}
        max(value_usd_mn) filter (
            measure = '{{ measure }}'
        ) as {{ measure }}_usd_mn,
        {%- endfor %}
        max(released_on) as released_on,
    from figures
    where source = 'slt_table1'
    group by source, holder_code, reference_month, security_type
),

staff_figures as (
    select * from figures
    where source = 'bertaut_judson'
),

staff as (
    {{ staff_estimates('staff_figures') }}
),

-- Table 1's position first; the staff's flows go on until it has flows itself
joined as (
    select
        coalesce(reported.holder_code, staff.holder_code) as holder_code,
        coalesce(reported.reference_month, staff.reference_month)
            as reference_month,
        coalesce(reported.security_type, staff.security_type) as security_type,
        coalesce(reported.source, staff.source) as source,
        coalesce(reported.position_usd_mn, staff.position_usd_mn)
            as position_usd_mn,
        reported.net_purchases_usd_mn as published_purchases_usd_mn,
        reported.valuation_change_usd_mn as published_valuation_usd_mn,
        staff.net_purchases_usd_mn as estimated_purchases_usd_mn,
        staff.valuation_change_usd_mn as estimated_valuation_usd_mn,
        coalesce(reported.released_on, staff.released_on) as released_on,
    from reported
    full join staff
        on
            reported.holder_code = staff.holder_code
            and reported.reference_month = staff.reference_month
            and reported.security_type = staff.security_type
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
        case
            when not with_breaks.breaks_positions
                then with_breaks.position_usd_mn - previous.position_usd_mn
        end as position_change_usd_mn,
    from with_breaks
    left join joined as previous
        on
            with_breaks.holder_code = previous.holder_code
            and with_breaks.security_type = previous.security_type
            and with_breaks.source = previous.source
            and previous.reference_month
            = last_day(with_breaks.reference_month - interval 1 month)
),

{%- if day %}
-- by windows and not by a join, because DuckLake's macros can join nothing that
-- depends on their day
changes_and_releases as (
    select
        *,
        null::date as public_month,
    from changes
    union all by name
    select reference_month as public_month
    from releases
    where released_on <= {{ day }}
),

months_reached as (
    select
        *,
        max(released_on) over () as newest_release_at_hand,
        max(public_month) over () as last_public_month,
        max(reference_month) over (partition by security_type)
            as last_month_at_hand,
    from changes_and_releases
    qualify public_month is null
),
{%- endif %}

final as (
    select
        changes.holder_code,
        holders.holder_name,
        holders.scope as holder_scope,
        changes.reference_month,
        {%- if day %}
        date_trunc('month', changes.reference_month)::date as month,
        {%- endif %}
        changes.security_type,
        changes.position_usd_mn,
        changes.position_change_usd_mn,
        coalesce(
            changes.published_purchases_usd_mn,
            changes.estimated_purchases_usd_mn
        ) as net_purchases_usd_mn,
        coalesce(
            changes.published_valuation_usd_mn,
            changes.estimated_valuation_usd_mn
        ) as valuation_change_usd_mn,
        changes.position_change_usd_mn
        - changes.published_purchases_usd_mn
        - changes.published_valuation_usd_mn as other_change_usd_mn,
        case
            when changes.published_purchases_usd_mn is not null
                then 'slt_reported'
            when changes.estimated_purchases_usd_mn is not null
                then 'frb_estimate'
            else 'position_only'
        end as basis,
        changes.break_id,
        changes.source,
        changes.released_on,
        {%- if day %}
        changes.newest_release_at_hand,
        greatest(
            date_diff(
                'month', changes.last_month_at_hand, changes.last_public_month
            ),
            0
        )::integer as months_behind_public,
        {%- endif %}
        -- what is known of holders is of their Treasuries
        case
            when changes.security_type = 'treasury'
                then {{ 'holder_caveats.caveat' if day else caveat_text() }}
        end as caveat,
    from {{ 'months_reached' if day else 'changes' }} as changes
    inner join holders
        on changes.holder_code = holders.holder_code
    {{ join_caveats('changes', 'changes.holder_code', caveats=caveats) }}
    -- what "All Other" holds differs by file and year, so it is no series; who
    -- issued a security is no holder
    where holders.scope not in ('residual', 'issuer_type')
)

select * from final
{% endmacro %}
