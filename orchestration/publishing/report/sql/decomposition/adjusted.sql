select
    holder_name,
    reference_month,
    round(position_usd_mn / 1000, 3) as position_usd_bn,
    round(valuation_adjusted_position_usd_mn / 1000, 3)
        as valuation_adjusted_position_usd_bn,
    round(net_purchases_since_base_usd_mn / 1000, 3)
        as net_purchases_since_base_usd_bn,
from valuation_adjusted_positions
where instrument = 'total' and holder_scope = 'country'
order by holder_name asc, reference_month desc
