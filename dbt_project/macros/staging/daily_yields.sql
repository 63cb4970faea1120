{#
  Staging of a daily file of yields: the seed yield_series gives the country and tenor
  of each of its series.
#}
{% macro daily_yields(raw_table) %}
with

{{ newest_cells(raw_table) }},

series as (
    select * from {{ ref('yield_series') }}
    where raw_table = '{{ raw_table }}'
),

final as (
    select
        newest.date,
        series.country,
        series.tenor_months,
        newest.figure as par_yield_pct,
        series.source,
        newest.captured_at,
        newest.source_sha256,
        newest.line_number,
    from newest
    inner join series
        on newest.series = series.series
)

select * from final
{% endmacro %}
