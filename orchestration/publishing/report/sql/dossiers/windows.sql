{% from "macros/change_columns.sql" import change_columns -%}
select
    holder_code,
    window_months,
    {{ change_columns() }}
from holder_change_windows
where instrument = 'total' and holder_scope = 'country'
order by holder_code, window_months
