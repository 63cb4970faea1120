select
    blocks.reference_month,
    blocks.block,
    blocks.countries,
    round(blocks.position_usd_mn / 1000, 3) as position_usd_bn,
    blocks.share_of_all_pct,
    replace(series_breaks.kind, '_', ' ') as break_kind,
from custody_blocks_monthly as blocks
left join series_breaks
    on
        blocks.break_id = series_breaks.break_id
        and series_breaks.breaks_positions
-- of a month that is here in part, the small holders are missing
semi join holdings as complete
    on
        blocks.reference_month = complete.reference_month
        and complete.is_complete_month
where blocks.reference_month >= '2011-12-31'
order by blocks.reference_month desc, blocks.block asc
