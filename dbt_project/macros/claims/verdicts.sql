{# The rules of all claims that the record holds evidence on. #}
{% macro verdicts() %}
{{ verdicts_on_japan() }}
union all
{{ verdicts_on_policy() }}
union all
{{ verdicts_on_others() }}
union all
{{ verdicts_on_the_past() }}
union all
{{ verdicts_on_interventions() }}
union all
{{ verdicts_on_markets() }}
union all
{{ verdicts_on_rates() }}
{% endmacro %}

{# What Japan holds, and whether it sold. #}
{% macro verdicts_on_japan() %}
{% call verdict('japan_is_the_largest_holder') %}
case
    when {{ fact('place_of_japan') }} is null then 'not testable'
    when {{ fact('place_of_japan') }} = 1 then 'supported'
    else 'contradicted'
end
{% endcall %}
union all
{% call verdict('fell_from_the_end_of_2023') %}
case
    when {{ fact('change_to_december_2024') }} is null then 'not testable'
    when {{ fact('change_to_december_2024') }} >= 0 then 'contradicted'
    when {{ fact('months_to_the_peak_of_2024') }} = 0 then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict('fall_accelerated_early_in_2025') %}
case
    when {{ fact('change_in_the_first_quarter') }} is null then 'not testable'
    when {{ fact('change_in_the_first_quarter') }} >= 0 then 'contradicted'
    when {{ fact('change_in_the_first_quarter') }} / 3
        < {{ fact('pace_of_the_fall_before') }} then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict('dumping_on_a_large_scale') %}
case
    when {{ fact('lowest_purchases_as_a_share') }} is null then 'not testable'
    when {{ fact('latest_purchases_as_a_share') }} <= -5 then 'supported'
    when {{ fact('lowest_purchases_as_a_share') }} <= -5 then 'mixed'
    else 'contradicted'
end
{% endcall %}
union all
{% call verdict('the_fall_was_selling') %}
case
    when {{ fact('net_purchases_april_to_december_2024') }} is null
        or {{ fact('position_change_april_to_december_2024') }} is null
        then 'not testable'
    when {{ fact('position_change_april_to_december_2024') }} >= 0
        or {{ fact('net_purchases_april_to_december_2024') }} >= 0
        then 'contradicted'
    when 3 * {{ fact('net_purchases_april_to_december_2024') }}
        <= 2 * {{ fact('position_change_april_to_december_2024') }}
        and 3 * abs({{ fact('valuation_change_april_to_december_2024') }})
        < abs({{ fact('position_change_april_to_december_2024') }})
        then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict('selling_has_gone_on_since') %}
case
    when {{ fact('net_purchases_since_january_2025') }} is null then 'not testable'
    when {{ fact('net_purchases_since_january_2025') }} >= 0
        and {{ fact('net_purchases_since_january_2024') }} >= 0 then 'contradicted'
    when {{ fact('net_purchases_since_january_2025') }} < 0
        and {{ fact('net_purchases_since_january_2024') }} < 0 then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict('a_series_of_structural_sales') %}
case
    when {{ fact('streaks_by_chance') }} is null
        and {{ fact('change_points_to_a_lower_level') }} is null then 'not testable'
    when {{ fact('streaks_by_chance') }} < 0.05
        or {{ fact('change_points_to_a_lower_level') }} > 0 then 'supported'
    when 2 * {{ fact('months_of_net_sales') }}
        <= {{ fact('months_since_january_2024') }} then 'contradicted'
    else 'not testable'
end
{% endcall %}
union all
{% call verdict('turning_point_of_a_long_trend') %}
case
    when {{ fact('change_since') }} is null
        or {{ fact('change_in_the_decade_before') }} is null
        or {{ fact('net_purchases_since_january_2024') }} is null then 'not testable'
    when {{ fact('change_in_the_decade_before') }} >= 0
        and {{ fact('change_since') }} < 0
        and {{ fact('net_purchases_since_january_2024') }} < 0 then 'supported'
    when {{ fact('change_since') }} >= 0
        and {{ fact('net_purchases_since_january_2024') }} >= 0 then 'contradicted'
    else 'mixed'
end
{% endcall %}
{% endmacro %}

{# Tariffs and statements, by their days. #}
{% macro verdicts_on_policy() %}
{% call verdict('tariffs_were_on_japanese_electric_cars') %}
case
    when {{ only_fact('tariffs_on_electric_cars_from_japan') }} is null then 'not testable'
    when {{ only_fact('tariffs_on_electric_cars_from_japan') }} > 0 then 'supported'
    else 'contradicted'
end
{% endcall %}
union all
{% call verdict('retaliation_by_its_timing') %}
case
    when {{ fact('days_from_peak_to_announcement') }} > 0
        or {{ fact('net_purchases_under_tariffs_on_all_cars') }} >= 0
        then 'contradicted'
    when {{ fact('days_from_peak_to_announcement') }} is null
        or {{ fact('net_purchases_under_tariffs_on_all_cars') }} is null
        then 'not testable'
    else 'supported'
end
{% endcall %}
union all
{% call verdict('statements_of_the_biden_administration') %}
case
    when {{ only_fact('days_of_early_2025_in_its_term') }}
        < {{ only_fact('days_of_early_2025_after_its_term') }} then 'contradicted'
    else 'not testable'
end
{% endcall %}
{% endmacro %}

{# What Japan did in earlier crises. #}
{% macro verdicts_on_the_past() %}
{% call verdict('sold_in_the_bust_of_the_1990s') %}
case
    when {{ only_fact('net_purchases_1990_to_1999') }} is null then 'not testable'
    when {{ only_fact('years_of_net_sales') }} = 0 then 'contradicted'
    when {{ only_fact('net_purchases_1990_to_1999') }} < 0 then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict('bought_in_2008') %}
case
    when {{ only_fact('net_purchases_2008') }} is null then 'not testable'
    when {{ only_fact('net_purchases_2008') }} > 0
        and {{ only_fact('net_purchases_september_to_december_2008') }} > 0 then 'supported'
    when {{ only_fact('net_purchases_2008') }} <= 0
        and {{ only_fact('net_purchases_september_to_december_2008') }} <= 0
        then 'contradicted'
    else 'mixed'
end
{% endcall %}
{% endmacro %}
