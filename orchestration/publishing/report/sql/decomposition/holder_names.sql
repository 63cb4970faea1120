select holder_name
from holder_change_windows
where window_months = 1 and instrument = 'total' and holder_scope = 'country'
order by closing_position_usd_mn desc
