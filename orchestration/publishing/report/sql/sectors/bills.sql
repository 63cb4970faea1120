select
    reference_month,
    sector,
    bills_share_pct,
from sector_split_monthly
where
    instrument = 'total'
    and reference_month >= '2011-12-31'
    and bills_share_pct is not null
order by reference_month desc, sector asc
