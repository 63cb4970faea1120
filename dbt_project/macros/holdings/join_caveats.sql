{#
  Join the caveats of a holder, so that every table says the same of the same figures.

  relation: the rows, with reference_month. holder_code: an SQL expression for the code
  whose caveat a row has; a row that ranks or shares out takes the grand total's. The
  text is caveat_text(). caveats: where they come from, else the seed.
#}
{% macro join_caveats(
    relation, holder_code, month='reference_month', caveats=none
) -%}
    left join {{ caveats or ref('holder_caveats') }} as holder_caveats
        on
            {{ holder_code }} = holder_caveats.holder_code
            and {{ relation }}.{{ month }} >= holder_caveats.first_month
            and {{ relation }}.{{ month }}
            <= coalesce(holder_caveats.last_month, {{ relation }}.{{ month }})
{%- endmacro %}

{% macro caveat_text() -%}
    holder_caveats.caveat || ' (' || holder_caveats.reference || ')'
{%- endmacro %}
