select
    market_monthly.reference_month,
    market_monthly.us_10y_average_pct,
    market_monthly.jp_10y_average_pct,
    replace(series_breaks.kind, '_', ' ') as break_kind,
from market_monthly
-- of the whole curve, not of one maturity
left join series_breaks
    on
        market_monthly.reference_month = series_breaks.effective_month
        and series_breaks.applies_to_source = 'us_treasury'
        and series_breaks.kind = 'method'
where market_monthly.reference_month >= '2018-01-31'
order by market_monthly.reference_month desc
