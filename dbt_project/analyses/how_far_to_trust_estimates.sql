select
    holder_name,
    duration_from,
    months,
    mean_absolute_error_usd_mn,
    mean_absolute_published_usd_mn,
    error_share,
    within_band_pct,
    within_earlier_band_pct
from {{ ref('valuation_backtest') }}
where holder_scope = 'country' and duration_from = 'out of sample'
order by mean_absolute_published_usd_mn desc
limit 15
