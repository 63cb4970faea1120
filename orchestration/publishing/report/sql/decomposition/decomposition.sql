select
    holder_name,
    instrument,
    reference_month,
    round(position_usd_mn / 1000, 3) as position_usd_bn,
    round(position_change_usd_mn / 1000, 3) as position_change_usd_bn,
    round(net_purchases_usd_mn / 1000, 3) as net_purchases_usd_bn,
    round(valuation_change_usd_mn / 1000, 3) as valuation_change_usd_bn,
    round(other_change_usd_mn / 1000, 3) as other_change_usd_bn,
from holder_flows
where
    holder_scope = 'country'
    and basis = 'slt_reported'
    and is_complete_month
    and reference_month >= '2023-02-28'
order by holder_name asc, instrument asc, reference_month desc
