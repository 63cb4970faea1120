select
    holder_name,
    reference_month,
    long_term_position_change_usd_mn,
    long_term_net_purchases_usd_mn,
    long_term_valuation_change_usd_mn,
    long_term_other_change_usd_mn
from {{ ref('flows_by_country') }}
where
    long_term_position_change_usd_mn < -1000
    and long_term_net_purchases_usd_mn > 1000
order by reference_month desc, long_term_position_change_usd_mn asc
