{#
  Whether a month is over for a series: it has a figure on the month's last weekday or
  in a later month; holidays may take up to a week. A month that is still running, or
  in which a record breaks off, is not. For use beside `group by reference_month`.
#}
{% macro month_is_over(column) -%}
    {%- set last_day_met = 'max(date) filter (' ~ column ~ ' is not null)' -%}
    {{ last_day_met }} >= reference_month - interval 7 day
            and (
                max({{ last_day_met }}) over () > reference_month
                or {{ last_day_met }} >= reference_month
                - greatest(isodow(reference_month) - 5, 0)::integer
            )
{%- endmacro %}

{# The month's last figure, or null where that is not the month's end. #}
{% macro month_end_figure(column) -%}
    case
        when
            {{ month_is_over(column) }}
            then arg_max({{ column }}, date) filter ({{ column }} is not null)
    end
{%- endmacro %}
