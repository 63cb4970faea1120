{#
  The month's last figure, or null where that is not the month's end: a month
  that is still running has none. A month is over for a series when it has
  a figure on the month's last weekday or in a later month; holidays may take
  up to a week.
#}
{% macro month_end_figure(column) -%}
    {%- set last_day_met = 'max(date) filter (' ~ column ~ ' is not null)' -%}
    case
        when
            {{ last_day_met }} >= reference_month - interval 7 day
            and (
                max({{ last_day_met }}) over () > reference_month
                or {{ last_day_met }} >= reference_month
                - greatest(isodow(reference_month) - 5, 0)::integer
            )
            then arg_max({{ column }}, date) filter ({{ column }} is not null)
    end
{%- endmacro %}
