select
    reference_month,
    sector,
    position_usd_mn,
    share_of_instrument_pct,
    bills_share_pct
from {{ ref('sector_split_monthly') }}
where instrument = 'total' and reference_month >= date '2023-01-31'
order by reference_month desc, sector asc
