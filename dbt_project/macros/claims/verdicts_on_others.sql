{# Other holders: who bought, who sells, who sells after Japan, who turns away. #}
{% macro verdicts_on_others() %}
{% call verdict('others_were_big_buyers') %}
case {{ fact('buyers_among_the_four') }}
    when 4 then 'supported'
    when 0 then 'contradicted'
    else if(
        {{ fact('buyers_among_the_four') }} is null, 'not testable', 'mixed'
    )
end
{% endcall %}
union all
{% call verdict('others_follow') %}
case {{ fact('sellers_that_began_after_japan') }}
    when 4 then 'supported'
    when 0 then 'contradicted'
    else if(
        {{ fact('sellers_that_began_after_japan') }} is null, 'not testable', 'mixed'
    )
end
{% endcall %}
union all
{% call verdict('contagion') %}
case
    when {{ only_fact('tests_of_countries') }} is null then 'not testable'
    when {{ only_fact('tests_that_remain_after_adjustment') }} > 0 then 'supported'
    when {{ only_fact('tests_with_a_p_value_below_5_percent') }}
        <= 0.05 * {{ only_fact('tests_of_countries') }} then 'contradicted'
    else 'not testable'
end
{% endcall %}
union all
{% for claim_id in ['eu_reweighs', 'asean_reweighs'] %}
{% call verdict(claim_id) %}
case
    when {{ only_fact('net_purchases_in_twelve_months') }} is null
        or {{ only_fact('change_of_share_in_twelve_months') }} is null
        then 'not testable'
    when {{ only_fact('net_purchases_in_twelve_months') }} < 0
        and {{ only_fact('change_of_share_in_twelve_months') }} < 0 then 'supported'
    when {{ only_fact('net_purchases_in_twelve_months') }} >= 0
        and {{ only_fact('change_of_share_in_twelve_months') }} >= 0
        then 'contradicted'
    else 'mixed'
end
{% endcall %}
union all
{% endfor %}
{% call verdict('dedollarisation') %}
case
    when {{ only_fact('change_of_the_dollar_share_in_five_years') }} is null
        or {{ only_fact('net_purchases_of_officials') }} is null then 'not testable'
    when {{ only_fact('change_of_the_dollar_share_in_five_years') }} >= 0
        and {{ only_fact('net_purchases_of_officials') }} >= 0 then 'contradicted'
    when {{ only_fact('change_of_the_dollar_share_in_five_years') }} < 0
        and {{ only_fact('net_purchases_of_officials') }} < 0 then 'supported'
    else 'mixed'
end
{% endcall %}
{% endmacro %}
