select
    reference_month,
    includes_hong_kong,
    scenario,
    round(position_usd_mn / 1000, 3) as position_usd_bn,
    round(change_12_months_usd_mn / 1000, 3) as change_12_months_usd_bn,
from custody_scenarios
where reference_month >= '2011-12-31'
order by reference_month desc, includes_hong_kong asc, belgian_share asc
