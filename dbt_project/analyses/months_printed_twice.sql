select
    break_id,
    reference_month,
    holder_name,
    closing_position_usd_mn,
    opening_position_usd_mn,
    size_usd_mn
from {{ ref('series_break_sizes') }}
where basis = 'printed_twice' and instrument = 'total'
order by abs(size_usd_mn) desc
limit 20
