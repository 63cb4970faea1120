select
    adjusted.holder_name,
    adjusted.reference_month,
    round(adjusted.position_usd_mn / 1000, 3) as position_usd_bn,
    round(adjusted.valuation_adjusted_position_usd_mn / 1000, 3)
        as valuation_adjusted_position_usd_bn,
    round(adjusted.net_purchases_since_base_usd_mn / 1000, 3)
        as net_purchases_since_base_usd_bn,
    replace(series_breaks.kind, '_', ' ') as break_kind,
from valuation_adjusted_positions as adjusted
left join holdings_by_country
    on
        adjusted.holder_code = holdings_by_country.holder_code
        and adjusted.reference_month = holdings_by_country.reference_month
left join series_breaks
    on
        holdings_by_country.break_id = series_breaks.break_id
        and series_breaks.breaks_positions
where adjusted.instrument = 'total' and adjusted.holder_scope = 'country'
order by adjusted.holder_name asc, adjusted.reference_month desc
