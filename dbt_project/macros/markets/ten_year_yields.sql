{# Month-ends of the US 10-year yield that have a month-end before to change from. #}
{% macro ten_year_yields() %}
    select * from {{ ref('us_yield_month_ends') }}
    where tenor_months = 120 and yield_change_pct is not null
{% endmacro %}
