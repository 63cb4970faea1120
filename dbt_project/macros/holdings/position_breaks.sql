{#
  The breaks of positions, one row per file, month and holder (null for all): of two in
  one month the one that forbids a comparison is named.
#}
{% macro position_breaks(series_breaks) %}
    select
        applies_to_source,
        effective_month,
        holder_code,
        bool_or(breaks_positions) as breaks_positions,
        arg_min(
            break_id, (not breaks_positions)::integer::varchar || break_id
        ) as break_id,
    from {{ series_breaks }}
    where kind <> 'flow_definition'
    group by applies_to_source, effective_month, holder_code
{% endmacro %}
