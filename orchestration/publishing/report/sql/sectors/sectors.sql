select
    sectors.reference_month,
    sectors.instrument,
    sectors.sector,
    round(sectors.position_usd_mn / 1000, 3) as position_usd_bn,
    sectors.share_of_instrument_pct,
    replace(series_breaks.kind, '_', ' ') as break_kind,
from sector_split_monthly as sectors
left join series_breaks
    on
        sectors.break_id = series_breaks.break_id
        and series_breaks.breaks_positions
where sectors.reference_month >= '2011-12-31'
order by
    sectors.reference_month desc, sectors.instrument asc, sectors.sector asc
