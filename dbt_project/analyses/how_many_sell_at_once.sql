select
    reference_month,
    holders,
    net_sellers,
    diffusion_pct,
    diffusion_weighted_pct,
    falling_positions_pct,
from {{ ref('selling_breadth_monthly') }}
where instrument = 'total' and basis = 'slt_reported'
order by reference_month desc
