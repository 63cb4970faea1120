select
    hedged.reference_month,
    hedged.us_10y_hedged_excl_basis_pct,
    market_monthly.jp_10y_average_pct as jp_10y_pct,
    hedged.pickup_over_jgb_10y_excl_basis_pct,
    hedged.hedge_cost_excl_basis_pct,
    hedged.tenors_match,
    replace(series_breaks.kind, '_', ' ') as break_kind,
from hedged_yields_monthly as hedged
inner join market_monthly
    on hedged.reference_month = market_monthly.reference_month
-- of the whole curve, not of one maturity
left join series_breaks
    on
        hedged.reference_month = series_breaks.effective_month
        and series_breaks.applies_to_source = 'us_treasury'
        and series_breaks.kind = 'method'
where
    hedged.hedge_pair = 'federal_funds_less_jgb_1y'
    and hedged.reference_month >= '2018-01-31'
    and hedged.pickup_over_jgb_10y_excl_basis_pct is not null
order by hedged.reference_month desc
