select
    holder_name,
    reference_month,
    position_usd_mn,
    source,
    known_from,
from holdings_as_of(date '2024-12-31')
where
    instrument = 'long_term'
    and holder_scope = 'country'
    and reference_month = date '2024-10-31'
order by position_usd_mn desc
limit 10
