select
    holder_name,
    reference_month,
    round(position_usd_mn / 1000, 1) as position_usd_bn,
from {{ ref('holdings_by_country') }}
where instrument = 'total' and is_complete_month
qualify reference_month = max(reference_month) over ()
order by position_usd_bn desc
limit 10
