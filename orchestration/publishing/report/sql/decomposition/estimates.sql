select
    holder_name,
    reference_month,
    round(position_change_usd_mn / 1000, 3) as position_change_usd_bn,
    round(position_based_net_purchases_usd_mn / 1000, 3)
        as position_based_net_purchases_usd_bn,
    round(position_based_net_purchases_low_usd_mn / 1000, 3)
        as position_based_net_purchases_low_usd_bn,
    round(position_based_net_purchases_high_usd_mn / 1000, 3)
        as position_based_net_purchases_high_usd_bn,
    round(
        (position_change_usd_mn - position_based_net_purchases_usd_mn) / 1000, 3
    ) as price_part_usd_bn,
    case position_based_basis
        when 'frb_estimate' then 'Federal Reserve staff'
        else 'estimated here'
    end as price_from,
from flows_by_country
where
    position_based_net_purchases_usd_mn is not null
    and reference_month >= '2018-01-31'
order by holder_name asc, reference_month desc
