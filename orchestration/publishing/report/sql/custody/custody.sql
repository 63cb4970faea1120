select
    scenarios.reference_month,
    scenarios.includes_hong_kong,
    scenarios.scenario,
    round(scenarios.position_usd_mn / 1000, 3) as position_usd_bn,
    round(scenarios.change_12_months_usd_mn / 1000, 3)
        as change_12_months_usd_bn,
    replace(series_breaks.kind, '_', ' ') as break_kind,
from custody_scenarios as scenarios
left join series_breaks
    on
        scenarios.break_id = series_breaks.break_id
        and series_breaks.breaks_positions
where scenarios.reference_month >= '2011-12-31'
order by
    scenarios.reference_month desc,
    scenarios.includes_hong_kong asc,
    scenarios.belgian_share asc
