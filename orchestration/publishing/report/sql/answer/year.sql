{% from "macros/change_columns.sql" import change_columns -%}
select
    holder_name,
    {{ change_columns() }}
from holder_change_windows
where
    window_months = 12
    and instrument = 'total'
    and holder_scope = 'country'
order by closing_position_usd_mn desc
limit 12
