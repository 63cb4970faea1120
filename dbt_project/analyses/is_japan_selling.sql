with

last_twelve_months as (
    select * from {{ ref('flows_by_country') }}
    where holder_name = 'Japan' and is_complete_month
    order by reference_month desc
    limit 12
)

select
    min(reference_month) as first_month,
    max(reference_month) as last_month,
    sum(position_change_usd_mn) as position_change_usd_mn,
    sum(net_purchases_usd_mn) as net_purchases_usd_mn,
    sum(valuation_change_usd_mn) as valuation_change_usd_mn,
    sum(other_change_usd_mn) as other_change_usd_mn
from last_twelve_months
