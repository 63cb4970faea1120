select
    reference_month,
    round(japan_net_purchases_usd_mn / 1000, 3) as net_purchases_usd_bn,
    round(reserve_securities_change_usd_mn / 1000, 3)
        as reserve_securities_change_usd_bn,
    round(estimated_official_purchases_usd_mn / 1000, 3)
        as estimated_official_purchases_usd_bn,
    round(estimated_private_purchases_theta_1_usd_mn / 1000, 3)
        as estimated_private_purchases_usd_bn,
    round(estimated_private_purchases_theta_08_usd_mn / 1000, 3)
        as estimated_private_purchases_theta_08_usd_bn,
from japan_official_private
where
    coalesce(basis, 'slt_reported') = 'slt_reported'
    and reserve_securities_change_usd_mn is not null
order by reference_month desc
