select
    reference_month,
    named_countries,
    top5_share_pct,
    herfindahl_lower,
    herfindahl_upper,
    roster_changed
from {{ ref('concentration_monthly') }}
order by reference_month desc
limit 24
