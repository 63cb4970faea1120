select
    holder_name,
    year(reference_month) as calendar_year,
    count(net_purchases_usd_mn) as months,
    round(sum(net_purchases_usd_mn) / 1000, 1) as net_purchases_usd_bn,
    round(sum(valuation_change_usd_mn) / 1000, 1) as valuation_change_usd_bn,
from {{ ref('flows_by_country') }}
where instrument = 'total' and basis = 'slt_reported'
group by all
having months > 0
order by calendar_year desc, net_purchases_usd_bn asc
