{#
  Claims on yields, mortgage rates, the dollar and the yen. A correlation counts where
  Fisher's transform of it is further from zero than 1.96 of its standard errors,
  1 / sqrt(months - 3): the two-sided 5 % of the normal law.
#}
{% macro in_noise(correlation, months) -%}
atanh({{ only_fact(correlation) }})
        * sqrt(greatest({{ only_fact(months) }} - 3, 0))
{%- endmacro %}

{% macro verdicts_on_markets() %}
{% for claim_id, name, sign in [
    ('selling_raises_yields', 'official_purchases_and_yields', '-1'),
    ('selling_raises_mortgage_rates', 'official_purchases_and_mortgage_rates', '-1'),
    ('selling_lowers_the_dollar', 'all_purchases_and_the_dollar', '1'),
] %}
{% call verdict(claim_id) %}
case
    when {{ sign }} * {{ in_noise('correlation_of_' ~ name, 'months_of_' ~ name) }} > 1.96
        then 'supported'
    when {{ sign }} * {{ in_noise('correlation_of_' ~ name, 'months_of_' ~ name) }} < -1.96
        then 'contradicted'
    else 'not testable'
end
{% endcall %}
union all
{% endfor %}
{% call verdict('prices_fall_while_japan_sells') %}
case
    when {{ only_fact('difference_in_standard_errors') }} > 1.96 then 'supported'
    when {{ only_fact('difference_in_standard_errors') }} < -1.96 then 'contradicted'
    else 'not testable'
end
{% endcall %}
union all
{% call verdict('the_gap_weakened_the_yen') %}
case
    when {{ only_fact('change_of_the_gap') }} is null
        or {{ only_fact('correlation_of_changes') }} is null then 'not testable'
    when {{ only_fact('change_of_the_gap') }} > 0
        and {{ only_fact('change_of_the_yen') }} > 0
        and {{ in_noise('correlation_of_changes', 'months_of_changes') }} > 1.96
        then if(
            {{ only_fact('change_of_the_gap_since') }}
            * {{ only_fact('change_of_the_yen_since') }} < 0,
            'mixed',
            'supported'
        )
    when {{ in_noise('correlation_of_changes', 'months_of_changes') }} < -1.96
        or {{ only_fact('change_of_the_gap') }}
        * {{ only_fact('change_of_the_yen') }} <= 0
        then 'contradicted'
    else 'mixed'
end
{% endcall %}
{% endmacro %}

{# How long US rates rose, what Japan's did, and where Japanese money went. #}
{% macro verdicts_on_rates() %}
{% call verdict('us_rates_rose_for_three_years') %}
case
    when {{ only_fact('months_from_first_to_last_rise') }} >= 36 then 'supported'
    when {{ only_fact('months_from_last_rise_to_first_cut') }} is null
        then 'not testable'
    else 'contradicted'
end
{% endcall %}
union all
{% call verdict('japans_rates_stayed_low') %}
case
    when {{ only_fact('highest_2_year_yield_of_japan') }} is null then 'not testable'
    when {{ only_fact('highest_2_year_yield_of_japan') }}
        < {{ only_fact('lowest_2_year_yield_of_the_us') }}
        and {{ only_fact('rise_of_japans_2_year_yield') }}
        < {{ only_fact('rise_of_the_us_2_year_yield') }} then 'supported'
    when {{ only_fact('highest_2_year_yield_of_japan') }}
        >= {{ only_fact('lowest_2_year_yield_of_the_us') }}
        and {{ only_fact('rise_of_japans_2_year_yield') }}
        >= {{ only_fact('rise_of_the_us_2_year_yield') }} then 'contradicted'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict('the_gap_pulled_capital_out') %}
case
    when {{ only_fact('residents_purchases_2022') }} is null
        or {{ only_fact('residents_purchases_2023') }} is null
        or {{ only_fact('residents_purchases_2024') }} is null then 'not testable'
    when greatest(
        {{ only_fact('residents_purchases_2022') }},
        {{ only_fact('residents_purchases_2023') }},
        {{ only_fact('residents_purchases_2024') }}
    ) < 0 then 'contradicted'
    when least(
        {{ only_fact('residents_purchases_2022') }},
        {{ only_fact('residents_purchases_2023') }},
        {{ only_fact('residents_purchases_2024') }}
    ) > 0 then 'supported'
    else 'mixed'
end
{% endcall %}
{% endmacro %}
