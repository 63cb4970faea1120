select
    sectors.reference_month,
    sectors.sector,
    sectors.bills_share_pct,
    replace(series_breaks.kind, '_', ' ') as break_kind,
from sector_split_monthly as sectors
left join series_breaks
    on
        sectors.break_id = series_breaks.break_id
        and series_breaks.breaks_positions
where
    sectors.instrument = 'total'
    and sectors.reference_month >= '2011-12-31'
    and sectors.bills_share_pct is not null
order by sectors.reference_month desc, sectors.sector asc
