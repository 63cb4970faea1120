select
    holder_name,
    reference_month,
    position_change_usd_mn,
    net_purchases_usd_mn,
    valuation_change_usd_mn,
    other_change_usd_mn,
from {{ ref('flows_by_country') }}
where
    instrument = 'long_term'
    and position_change_usd_mn < -1000
    and net_purchases_usd_mn > 1000
order by reference_month desc, position_change_usd_mn asc
