{# Interventions, sales and reserves: which came first, and which paid for which. #}
{% macro verdicts_on_interventions() %}
{%- set weaker -%}
{{ only_fact('episodes_with_a_weaker_yen_three_months_later_by_averages') }}
        + {{ only_fact('episodes_with_a_weaker_yen_three_months_later_by_month_ends') }}
        + coalesce({{ only_fact('episodes_with_a_weaker_yen_a_year_later_by_averages') }}, 0)
        + coalesce({{ only_fact('episodes_with_a_weaker_yen_a_year_later_by_month_ends') }}, 0)
{%- endset -%}
{%- set known -%}
2 * {{ only_fact('episodes_known_three_months_later') }}
        + 2 * coalesce({{ only_fact('episodes_known_a_year_later') }}, 0)
{%- endset -%}
{%- set chance -%}
2 * {{ only_fact('episodes_known_three_months_later') }}
        * ({{ only_fact('placebo_of_a_weaker_yen_three_months_later_by_averages') }}
            + {{ only_fact('placebo_of_a_weaker_yen_three_months_later_by_month_ends') }}) / 200
        + coalesce(2 * {{ only_fact('episodes_known_a_year_later') }}
            * ({{ only_fact('placebo_of_a_weaker_yen_a_year_later_by_averages') }}
                + {{ only_fact('placebo_of_a_weaker_yen_a_year_later_by_month_ends') }}) / 200, 0)
{%- endset -%}
{% call verdict('interventions_were_in_vain') %}
case
    when {{ only_fact('episodes_known_three_months_later') }} is null then 'not testable'
    when {{ weaker }}
        = {{ known }} then 'supported'
    when {{ weaker }} = 0 then 'contradicted'
    when {{ weaker }}
        < {{ chance }} then 'mixed'
    else 'not testable'
end
{% endcall %}
union all
{% call verdict('sold_instead_of_intervening') %}
case
    when {{ only_fact('chance_of_such_sales_inside') }} < 0.05 then 'contradicted'
    when {{ only_fact('chance_of_such_sales_inside') }} > 0.95
        and {{ only_fact('net_purchases_a_month_outside') }} < 0 then 'supported'
    else 'not testable'
end
{% endcall %}
union all
{% call verdict('reserves_were_spared') %}
case
    when {{ only_fact('episodes_with_known_reserves') }} is null then 'not testable'
    when {{ only_fact('episodes_with_falling_reserves') }} = 0 then 'supported'
    when {{ only_fact('episodes_with_falling_reserves') }}
        = {{ only_fact('episodes_with_known_reserves') }} then 'contradicted'
    else 'mixed'
end
{% endcall %}
{% endmacro %}
