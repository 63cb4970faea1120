select distinct
    holdings.holder_code,
    holdings.reference_month,
    series_breaks.reason,
from holdings
inner join series_breaks
    on holdings.break_id = series_breaks.break_id
where
    holdings.instrument = 'total'
    and holdings.is_continuing
    and holdings.holder_scope = 'country'
    and series_breaks.breaks_positions
order by
    holdings.holder_code asc,
    holdings.reference_month desc,
    series_breaks.reason asc
