select
    holdings.holder_code,
    holdings.reference_month,
    round(holdings.position_usd_mn / 1000, 3) as position_usd_bn,
    series_breaks.break_id is not null as begins_anew,
from holdings
left join series_breaks
    on
        holdings.break_id = series_breaks.break_id
        and series_breaks.breaks_positions
where
    holdings.instrument = 'total'
    and holdings.is_continuing
    and holdings.is_complete_month
    and holdings.holder_scope = 'country'
    and holdings.position_usd_mn is not null
order by holdings.holder_code, holdings.reference_month
