-- The Fed staff's position is the one of the month before plus net purchases,
-- valuation change and gap, as far as their figures are rounded. In January
-- 2012 it is counted from what Form SLT reported for December 2011 instead
-- (frb-2012-01 in the break registry): by holder for Treasuries, for all
-- holders and officials by type.
{{ config(meta={'dagster': {'ref': {'name': 'stg_frb__bertaut_judson'}}}) }}

with

estimates as (
    select * from {{ ref('stg_frb__bertaut_judson') }}
    union all
    select * from {{ ref('stg_frb__foi_adjusted') }}
),

reported as (
    select
        holder_code,
        'treasury' as security_type,
        position_usd_mn,
    from {{ ref('stg_tic__slt3d_globl') }}
    where instrument = 'long_term' and reference_month = '2011-12-31'
    union
    select
        holder_code,
        security_type,
        position_usd_mn,
    from {{ ref('stg_tic__slt2d_history') }}
    where holder_code in (
        '{{ var("foreign_official") }}', '{{ var("grand_total") }}'
    )
    and reference_month = '2011-12-31'
),

by_month as (
    select
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
    group by source_sha256, holder_code, security_type, reference_month
),

with_previous_month as (
    select
        *,
        lag(position_usd_mn) over (
            partition by source_sha256, holder_code, security_type
            order by reference_month
        ) as estimated_before_usd_mn,
    from by_month
),

final as (
    select
        estimated.*,
        if(
            estimated.reference_month = '2012-01-31',
            reported.position_usd_mn,
            estimated.estimated_before_usd_mn
        ) as counted_from_usd_mn,
    from with_previous_month as estimated
    left join reported
        on
            estimated.holder_code = reported.holder_code
            and estimated.security_type = reported.security_type
)

select * from final
where
    changes = 3
    and abs(position_usd_mn - counted_from_usd_mn - changes_usd_mn) > 3
