{% from "macros/change_columns.sql" import change_columns -%}
select
    window_months,
    {{ change_columns() }}
from holder_change_windows
where holder_code = '42609' and instrument = 'total'
order by window_months
