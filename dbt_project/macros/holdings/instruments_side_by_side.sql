{#
  Put the total, notes and bonds, and bills of a holder and month into one row.

  `rows_by_instrument` makes CTEs of the rows of `relation`, which has one a holder,
  month and instrument: `totals`, `long_term`, `short_term`, and `described`, of which
  a row says what is not a figure: that of the total, or where a file prints no total,
  of the part that it prints. `join_instruments` joins the three to `described`.
#}
{% macro rows_by_instrument(relation) -%}
described as (
    select * from {{ relation }}
    qualify
        row_number() over (
            partition by holder_code, reference_month
            order by
                list_position(
                    ['total', 'long_term', 'short_term'], instrument
                )
        ) = 1
),

totals as (
    select * from {{ relation }}
    where instrument = 'total'
),

long_term as (
    select * from {{ relation }}
    where instrument = 'long_term'
),

short_term as (
    select * from {{ relation }}
    where instrument = 'short_term'
)
{%- endmacro %}

{% macro join_instruments() -%}
{% for instrument in ['totals', 'long_term', 'short_term'] -%}
    left join {{ instrument }}
        on
            described.holder_code = {{ instrument }}.holder_code
            and described.reference_month = {{ instrument }}.reference_month
{% endfor %}
{%- endmacro %}
