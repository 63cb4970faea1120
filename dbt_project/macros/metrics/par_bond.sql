{#
  A bond at par that pays its yield twice a year. Yields in percent per year, years
  a whole or half number.

  par_bond_price: of 1 invested at par at one yield, the value at another (DOMAIN 7.2:
  the sum of its coupons and its redemption, in closed form).
  par_bond_duration: modified duration in years.
#}
{% macro par_bond_price(coupon_pct, yield_pct, years) -%}
    case
        when abs({{ yield_pct }}) < 1e-9
            then 1 + {{ coupon_pct }} / 100 * {{ years }}
        else
            {{ coupon_pct }} / {{ yield_pct }}
            * (1 - pow(1 + {{ yield_pct }} / 200, -2 * {{ years }}))
            + pow(1 + {{ yield_pct }} / 200, -2 * {{ years }})
    end
{%- endmacro %}

{% macro par_bond_duration(yield_pct, years) -%}
    case
        when abs({{ yield_pct }}) < 1e-9 then {{ years }}
        else
            (1 - pow(1 + {{ yield_pct }} / 200, -2 * {{ years }}))
            / ({{ yield_pct }} / 100)
    end
{%- endmacro %}
