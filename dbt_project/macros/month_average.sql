{#
  The mean of a month's daily figures. Added up as decimals, because the sum of
  floating-point numbers depends on the order in which two cores meet them, and a
  rebuild must give the same bytes.
#}
{% macro month_average(column) -%}
    round(avg({{ column }}::decimal(18, 8)), 6)
{%- endmacro %}
