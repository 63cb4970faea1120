select
    holder_name,
    extract(year from reference_month) as calendar_year,
    count(net_purchases_usd_mn) as months,
    sum(net_purchases_usd_mn) as net_purchases_usd_mn,
    sum(valuation_change_usd_mn) as valuation_change_usd_mn
from {{ ref('flows_by_country') }}
where basis = 'slt_reported' and net_purchases_usd_mn is not null
group by holder_name, extract(year from reference_month)
order by calendar_year desc, net_purchases_usd_mn asc
