{#
  Claims on yields, mortgage rates, the dollar and the yen. A correlation counts where
  it is further from zero than chance explains (2 / sqrt of the months).
#}
{% macro verdicts_on_markets() %}
{% call verdict(
    'selling_raises_yields',
    'Selling by foreign officials raises US yields.',
    'Studies find an effect, and months of official selling are months of rising yields.',
    'Studies find none, or months of official buying are months of rising yields and no study speaks. Mixed where studies and months do not say the same.',
    'Co-movement is no cause, and sales answer to yields as well; sizes by study are in yield_impact_scenarios.'
) %}
case
    when map_extract(facts, 'correlation_of_official_purchases_and_yields')[1] is null
        then 'not testable'
    when map_extract(facts, 'correlation_of_official_purchases_and_yields')[1]
        < -2 / sqrt(map_extract(facts, 'months_of_official_purchases_and_yields')[1])
        then if(
            map_extract(facts, 'smallest_effect_in_studies')[1] > 0, 'supported', 'mixed'
        )
    when map_extract(facts, 'smallest_effect_in_studies')[1] > 0 then 'mixed'
    when map_extract(facts, 'correlation_of_official_purchases_and_yields')[1]
        > 2 / sqrt(map_extract(facts, 'months_of_official_purchases_and_yields')[1])
        then 'contradicted'
    else 'not testable'
end
{% endcall %}
union all
{% for claim_id, claim, name, what, sign, caveat in [
    (
        'selling_raises_mortgage_rates',
        'Selling by foreign officials raises mortgage rates.',
        'official_purchases_and_mortgage_rates', 'rising mortgage rates', -1,
        'Co-movement is no cause.',
    ),
    (
        'selling_lowers_the_dollar', 'Selling by foreigners lowers the dollar.',
        'all_purchases_and_the_dollar', 'a falling dollar', 1,
        'Co-movement is no cause.',
    ),
] %}
{% call verdict(
    claim_id,
    claim,
    'Months of selling are months of ' ~ what ~ ', further than chance goes.',
    'Months of buying are, further than chance goes. Not testable where the months say neither.',
    caveat
) %}
case
    when map_extract(facts, 'correlation_of_{{ name }}')[1] * {{ sign }}
        > 2 / sqrt(map_extract(facts, 'months_of_{{ name }}')[1]) then 'supported'
    when map_extract(facts, 'correlation_of_{{ name }}')[1] * {{ sign }}
        < -2 / sqrt(map_extract(facts, 'months_of_{{ name }}')[1]) then 'contradicted'
    else 'not testable'
end
{% endcall %}
union all
{% endfor %}
{% call verdict(
    'us_rates_rose_for_three_years',
    'US rates rose for three years.',
    'Three years lie between the first rise since 2022 and the last before a cut.',
    'Less than three years do, and a cut has ended the rises.',
    'Upper end of the target range; yields of the market are in market_monthly.'
) %}
case
    when map_extract(facts, 'months_from_first_to_last_rise')[1] >= 36 then 'supported'
    when map_extract(facts, 'months_from_last_rise_to_first_cut')[1] is null then 'not testable'
    else 'contradicted'
end
{% endcall %}
union all
{% call verdict(
    'japans_rates_stayed_low',
    "Japan's rates stayed low meanwhile.",
    "Japan's 2-year yield stayed below 1 %, and the gap to that of the US above 2 points.",
    'It rose above 1 %, and the gap fell below 2 points.',
    'By the 2-year yield, not by policy rates.'
) %}
case
    when map_extract(facts, 'highest_2_year_yield_of_japan')[1] is null
        or map_extract(facts, 'lowest_gap_of_2_year_yields')[1] is null then 'not testable'
    when map_extract(facts, 'highest_2_year_yield_of_japan')[1] < 1
        and map_extract(facts, 'lowest_gap_of_2_year_yields')[1] > 2 then 'supported'
    when map_extract(facts, 'highest_2_year_yield_of_japan')[1] >= 1
        and map_extract(facts, 'lowest_gap_of_2_year_yields')[1] <= 2 then 'contradicted'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict(
    'the_gap_pulled_capital_out',
    'The gap pulled capital out of Japan.',
    "Japan's residents bought foreign bonds on net in each of 2022, 2023 and 2024.",
    'They sold on net in each. Mixed where they did both.',
    'All countries and currencies, not Treasuries alone; insurers and banks hedge, for whom the gap is not the return (hedged_yields_monthly).'
) %}
case
    when map_extract(facts, 'residents_purchases_2022')[1] is null
        or map_extract(facts, 'residents_purchases_2023')[1] is null
        or map_extract(facts, 'residents_purchases_2024')[1] is null then 'not testable'
    when greatest(
        map_extract(facts, 'residents_purchases_2022')[1], map_extract(facts, 'residents_purchases_2023')[1],
        map_extract(facts, 'residents_purchases_2024')[1]
    ) < 0 then 'contradicted'
    when least(
        map_extract(facts, 'residents_purchases_2022')[1], map_extract(facts, 'residents_purchases_2023')[1],
        map_extract(facts, 'residents_purchases_2024')[1]
    ) > 0 then 'supported'
    else 'mixed'
end
{% endcall %}
union all
{% call verdict(
    'the_gap_weakened_the_yen',
    'The gap between US and Japanese yields weakened the yen.',
    'Gap and USD/JPY rise together from December 2021 to October 2023, and their monthly changes go together (correlation above 0.3).',
    'Levels go apart, and monthly changes do not go together. Mixed where one does and one does not, or where gap and USD/JPY have gone apart since.',
    'Levels with a trend go together by chance: see fx_rate_gap_model.'
) %}
case
    when map_extract(facts, 'change_of_the_gap')[1] is null
        or map_extract(facts, 'correlation_of_changes')[1] is null then 'not testable'
    when map_extract(facts, 'change_of_the_gap')[1] > 0 and map_extract(facts, 'change_of_the_yen')[1] > 0
        and map_extract(facts, 'correlation_of_changes')[1] > 0.3
        then if(
            map_extract(facts, 'change_of_the_gap_since')[1] * map_extract(facts, 'change_of_the_yen_since')[1]
            < 0,
            'mixed',
            'supported'
        )
    when map_extract(facts, 'correlation_of_changes')[1] <= 0
        and map_extract(facts, 'change_of_the_gap')[1] * map_extract(facts, 'change_of_the_yen')[1] <= 0
        then 'contradicted'
    else 'mixed'
end
{% endcall %}
{% endmacro %}
