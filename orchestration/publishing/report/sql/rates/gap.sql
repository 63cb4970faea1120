select
    market_monthly.reference_month,
    market_monthly.us_jp_2y_spread_average_pct,
    market_monthly.us_jp_10y_spread_average_pct,
    market_monthly.us_jp_30y_spread_average_pct,
    replace(series_breaks.kind, '_', ' ') as break_kind,
from market_monthly
-- of the whole curve, not of one maturity
left join series_breaks
    on
        market_monthly.reference_month = series_breaks.effective_month
        and series_breaks.applies_to_source = 'us_treasury'
        and series_breaks.kind = 'method'
where
    market_monthly.reference_month >= '2018-01-31'
    -- the average of a month that is not over is one of a few days
    and market_monthly.us_jp_10y_spread_month_end_pct is not null
order by market_monthly.reference_month desc
