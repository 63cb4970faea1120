select
    reference_month,
    round(japan_net_purchases_usd_mn / 1000, 3) as net_purchases_usd_bn,
    round(estimated_official_purchases_usd_mn / 1000, 3)
        as estimated_official_purchases_usd_bn,
    round(estimated_private_purchases_theta_1_usd_mn / 1000, 3)
        as estimated_private_purchases_usd_bn,
    round(estimated_private_purchases_theta_08_usd_mn / 1000, 3)
        as estimated_private_purchases_theta_08_usd_bn,
from japan_official_private
where
    basis = 'slt_reported'
    and estimated_official_purchases_usd_mn is not null
order by reference_month desc
