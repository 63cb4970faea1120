select
    holder_name,
    reference_month,
    round(position_change_usd_mn / 1000, 3) as position_change_usd_bn,
    round(estimated_net_purchases_usd_mn / 1000, 3)
        as estimated_net_purchases_usd_bn,
    round(estimated_valuation_change_usd_mn / 1000, 3)
        as estimated_valuation_change_usd_bn,
    round(estimated_valuation_change_low_usd_mn / 1000, 3)
        as estimated_valuation_change_low_usd_bn,
    round(estimated_valuation_change_high_usd_mn / 1000, 3)
        as estimated_valuation_change_high_usd_bn,
from flows_by_country
where
    valuation_basis = 'estimated_here'
    and instrument = 'total'
    and reference_month >= '2018-01-31'
order by holder_name asc, reference_month desc
