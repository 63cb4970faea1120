select
    reference_month,
    holders,
    net_sellers,
    net_buyers,
    diffusion_pct,
    diffusion_weighted_pct,
    round(net_purchases_usd_mn / 1000, 3) as net_purchases_usd_bn,
from selling_breadth_monthly
where instrument = 'total' and basis = 'slt_reported'
order by reference_month desc
