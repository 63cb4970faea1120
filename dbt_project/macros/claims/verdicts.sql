{# The claims of the article, in its order, each with its rule. #}
{% macro verdicts() %}
{% call verdict(
    'japan_is_the_largest_holder',
    'Japan is the largest foreign holder of US Treasuries.',
    'No country holds more in the latest month.',
    'Another country holds more.',
    'By the first foreign custodian: hubs such as Belgium hold for others.'
) %}
case
    when {{ fact('place_of_japan') }} is null then 'not testable'
    when {{ fact('place_of_japan') }} = 1 then 'supported'
    else 'contradicted'
end
{% endcall %}
union all
{% call verdict(
    'fell_from_the_end_of_2023',
    "Japan's holdings fell from the end of 2023.",
    'They fall in the months after December 2023 and stand lower a year later.',
    'They stand higher a year later. Mixed where they first rise and then fall: the fall is mis-dated.'
) %}
case
    when {{ fact('change_to_december_2024') }} is null then 'not testable'
    when {{ fact('change_to_december_2024') }} >= 0 then 'contradicted'
    when {{ fact('months_to_the_peak_of_2024') }} = 0 then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict(
    'fall_accelerated_early_in_2025',
    'The fall accelerated early in 2025.',
    'Holdings fall in the first quarter of 2025, faster a month than from March to December 2024.',
    'Holdings rise in the first quarter of 2025.'
) %}
case
    when {{ fact('change_in_the_first_quarter') }} is null then 'not testable'
    when {{ fact('change_in_the_first_quarter') }} >= 0 then 'contradicted'
    when {{ fact('change_in_the_first_quarter') }} / 3
        < {{ fact('pace_of_the_fall_before') }} then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict(
    'the_fall_was_selling',
    "The fall of Japan's holdings was selling, not prices.",
    'Net purchases are negative over the fall and since.',
    'Net purchases are not negative over the fall. Mixed where Japan sold over the fall and has bought on net since January 2024.',
    'What neither purchases nor prices explain stands apart.'
) %}
case
    when {{ fact('net_purchases_april_to_december_2024') }} is null
        then 'not testable'
    when {{ fact('net_purchases_april_to_december_2024') }} >= 0
        then 'contradicted'
    when {{ fact('net_purchases_since_january_2024') }} >= 0 then 'mixed'
    else 'supported'
end
{% endcall %}
union all
{% call verdict(
    'retaliation_by_its_timing',
    'The timing of Japan\'s sales fits retaliation for tariffs on electric cars.',
    'The fall begins after the announcement, and Japan sells under the tariffs on all cars of 2025.',
    'The fall begins before the announcement, or Japan buys under the tariffs on all cars of 2025.',
    'The tariffs on electric cars of 2024 were on Chinese cars. A motive cannot be read from holdings, whatever the timing says.'
) %}
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
{% call verdict(
    'others_follow',
    'China, South Korea, Singapore and Saudi Arabia may follow.',
    'All four sold on net since January 2024.',
    'None of them did.',
    'A possibility cannot be refuted: the record says who sold so far.'
) %}
case {{ fact('sellers_among_the_four') }}
    when 4 then 'supported'
    when 0 then 'contradicted'
    else if(
        {{ fact('sellers_among_the_four') }} is null, 'not testable', 'mixed'
    )
end
{% endcall %}
union all
{{ verdicts_on_interventions() }}
union all
{% call verdict(
    'sold_in_the_bust_of_the_1990s',
    'Japan sold Treasuries in the bust of the 1990s.',
    'Net purchases of 1990 and 1991 and of the years after are negative.',
    'Net purchases are positive in both spans. Mixed where Japan sold at first and bought later.',
    'Form S: long-term Treasuries by the country of the first counterparty.'
) %}
case
    when map_extract(facts, 'net_purchases_1990_and_1991')[1] is null then 'not testable'
    when map_extract(facts, 'net_purchases_1990_and_1991')[1] < 0
        and map_extract(facts, 'net_purchases_1992_to_1999')[1] < 0 then 'supported'
    when map_extract(facts, 'net_purchases_1990_and_1991')[1] >= 0
        and map_extract(facts, 'net_purchases_1992_to_1999')[1] >= 0 then 'contradicted'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict(
    'bought_in_2008',
    'Japan bought Treasuries in the crisis of 2008.',
    'Net purchases of 2008 and of 2009 are positive.',
    'Both are negative.',
    'Form S: long-term Treasuries by the country of the first counterparty.'
) %}
case
    when map_extract(facts, 'net_purchases_2008')[1] is null then 'not testable'
    when map_extract(facts, 'net_purchases_2008')[1] > 0 and map_extract(facts, 'net_purchases_2009')[1] > 0
        then 'supported'
    when map_extract(facts, 'net_purchases_2008')[1] <= 0 and map_extract(facts, 'net_purchases_2009')[1] <= 0
        then 'contradicted'
    else 'mixed'
end
{% endcall %}
union all
{{ verdicts_on_markets() }}
{% endmacro %}

{# Interventions and sales: which came first, and which paid for which. #}
{% macro verdicts_on_interventions() %}
{% call verdict(
    'interventions_were_in_vain',
    'Interventions for the yen since 2022 were in vain.',
    'The yen was weaker three months and a year after each of them.',
    'It was weaker after none of them. Mixed where it was after some.',
    'What the yen would have done without them is not known.'
) %}
case
    when map_extract(facts, 'episodes_known_three_months_later')[1] is null then 'not testable'
    when map_extract(facts, 'episodes_with_a_weaker_yen_three_months_later')[1]
        + coalesce(map_extract(facts, 'episodes_with_a_weaker_yen_a_year_later')[1], 0) = 0
        then 'contradicted'
    when map_extract(facts, 'episodes_with_a_weaker_yen_three_months_later')[1]
        + map_extract(facts, 'episodes_with_a_weaker_yen_a_year_later')[1]
        = map_extract(facts, 'episodes_known_three_months_later')[1]
        + map_extract(facts, 'episodes_known_a_year_later')[1] then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict(
    'sold_instead_of_intervening',
    'After interventions had failed, Japan sold Treasuries instead.',
    'Japan sold on net outside the months of interventions, and did not inside.',
    'Japan sold inside these months and did not outside: the sales pay for the interventions (funding ratio). Mixed where it sold in both or neither.',
    'Private holders are in the figures of Japan; a ratio proves no purpose.'
) %}
case
    when map_extract(facts, 'net_purchases_a_month_inside')[1] is null
        or map_extract(facts, 'net_purchases_a_month_outside')[1] is null then 'not testable'
    when map_extract(facts, 'net_purchases_a_month_inside')[1] < 0
        and map_extract(facts, 'net_purchases_a_month_outside')[1] >= 0 then 'contradicted'
    when map_extract(facts, 'net_purchases_a_month_inside')[1] >= 0
        and map_extract(facts, 'net_purchases_a_month_outside')[1] < 0 then 'supported'
    else 'mixed'
end
{% endcall %}
{% endmacro %}
