select
    reference_month,
    scenario,
    position_usd_mn,
    change_12_months_usd_mn
from {{ ref('custody_scenarios') }}
where reference_month >= date '2024-01-31'
order by reference_month desc, includes_hong_kong asc, belgian_share asc
