-- The Fed staff's position is the one of the month before plus net purchases,
-- valuation change and gap, as far as their figures are rounded; but for the month
-- that series_breaks says they do not bridge.
{{ config(meta={'dagster': {'ref': {'name': 'stg_frb__bertaut_judson'}}}) }}

with

estimates as (
    select * from {{ ref('stg_frb__bertaut_judson') }}
    union all
    select * from {{ ref('stg_frb__foi_adjusted') }}
),

by_month as (
    select
        source,
        source_sha256,
        holder_code,
        security_type,
        reference_month,
        max(value_usd_mn) filter (measure = 'position') as position_usd_mn,
        sum(value_usd_mn) filter (
            measure in ('net_purchases', 'valuation_change', 'other_change')
        ) as changes_usd_mn,
        count(value_usd_mn) filter (
            measure in ('net_purchases', 'valuation_change', 'other_change')
        ) as changes,
    from estimates
    group by source, source_sha256, holder_code, security_type, reference_month
),

final as (
    select
        *,
        position_usd_mn - lag(position_usd_mn) over (
            partition by source_sha256, holder_code, security_type
            order by reference_month
        ) as moved_usd_mn,
    from by_month
)

select final.*
from final
anti join {{ ref('series_breaks') }} as breaks
    on
        final.source = breaks.applies_to_source
        and final.reference_month = breaks.effective_month
where final.changes = 3 and abs(final.moved_usd_mn - final.changes_usd_mn) > 3
