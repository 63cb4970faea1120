select
    calendar_year,
    holder_name,
    months,
    form_s_net_purchases_usd_mn,
    position_based_net_purchases_usd_mn,
    position_based_net_purchases_low_usd_mn,
    position_based_net_purchases_high_usd_mn,
    position_based_basis,
    disagrees_over_whole_band
from {{ ref('net_purchases_by_year') }}
where holder_scope = 'country' and bases_disagree_in_sign
order by
    abs(position_based_net_purchases_usd_mn - form_s_net_purchases_usd_mn) desc
limit 40
