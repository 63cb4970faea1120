{#
  The mean of a month's daily figures. Added up as decimals, because the sum of
  floating-point numbers depends on the order in which two cores meet them, and a
  rebuild must give the same bytes.
#}
{% macro month_average(column) -%}
    round(avg({{ column }}::decimal(18, 8)), 6)
{%- endmacro %}

{#
  The same, or null where the month is not over for the series: what is computed from
  two series' averages would else compare a week of one with a month of the other.
#}
{% macro whole_month_average(column) -%}
    case
        when
            {{ month_is_over(column) }}
            then {{ month_average(column) }}
    end
{%- endmacro %}
