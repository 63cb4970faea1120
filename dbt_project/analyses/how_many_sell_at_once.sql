select
    reference_month,
    basis,
    holders,
    net_sellers,
    diffusion_pct,
    diffusion_weighted_pct,
    falling_positions_pct
from {{ ref('selling_breadth_monthly') }}
where instrument = 'total' and is_leading_basis
order by reference_month desc
