{# How much Japan holds and when it fell: positions, in the vintage queried. #}
{% macro evidence_on_holdings(known_rows) %}
{% for instrument, suffix, words in instruments() %}
{%- set japan = "holder_code = '" ~ var('japan') ~ "' and instrument = '" ~ instrument ~ "'" -%}
{%- set fall = japan ~ " and reference_month between date '2023-12-31' and date"
    ~ " '2024-12-31'" -%}
{%- set rise = japan ~ " and reference_month between date '2024-12-31' and date"
    ~ " '2025-11-30'" -%}

{% call evidence(
    known_rows, 'japan_is_the_largest_holder', 'place_of_japan' ~ suffix,
    'Place of Japan among countries in the latest month' ~ words, 'place',
    rows={'holdings': "holder_scope = 'country' and instrument = '" ~ instrument
        ~ "' and is_continuing and is_complete_month and reference_month = (select"
        ~ " max(reference_month) from holdings where is_complete_month)"}
) %}
        select 1 + count(*) filter (
            position_usd_mn > (
                select position_usd_mn from holdings
                where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
                    and is_continuing and is_complete_month
                order by reference_month desc limit 1
            )
        )
        from holdings
        where holder_scope = 'country' and instrument = '{{ instrument }}' and is_continuing
            and reference_month = (
                select max(reference_month) from holdings
                where holder_code = '{{ var("japan") }}' and is_continuing
                    and is_complete_month and frequency = 'monthly'
            )
        having bool_or(holder_code = '{{ var("japan") }}')
{% endcall %}
union all
{% call evidence(
    known_rows, 'japan_is_the_largest_holder', 'held_by_japan' ~ suffix,
    'Holdings of Japan in the latest month' ~ words, 'USD million held',
    rows={'holdings': japan ~ " and is_continuing and is_complete_month"
        ~ " and reference_month = (select max(reference_month) from holdings"
        ~ " where is_complete_month)"}
) %}
        select position_usd_mn
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
            and is_continuing and is_complete_month
            and reference_month = (
                select max(reference_month) from holdings
                where holder_code = '{{ var("japan") }}' and is_continuing
                    and is_complete_month and frequency = 'monthly'
            )
{% endcall %}
union all
{% call evidence(
    known_rows, 'japan_is_the_largest_holder', 'months_in_front' ~ suffix,
    'Months in a row, up to the latest, in which no country held more' ~ words, 'months',
    rows={'holdings': japan ~ " and is_complete_month"
        ~ " and reference_month >= date '2019-06-30'"}
) %}
        select datediff(
            'month',
            max(reference_month) filter (holder_code <> '{{ var("japan") }}'),
            max(reference_month)
        )
        from (
            select reference_month, holder_code from holdings
            where holder_scope = 'country' and instrument = '{{ instrument }}'
                and is_continuing and is_complete_month and frequency = 'monthly'
            qualify row_number() over (
                partition by reference_month order by position_usd_mn desc
            ) = 1
        )
        having max(reference_month) = (
            select max(reference_month) from holdings
            where holder_code = '{{ var("japan") }}' and is_continuing
                and is_complete_month and frequency = 'monthly'
        )
{% endcall %}
union all
{% call evidence(
    known_rows, 'fell_from_the_end_of_2023', 'change_to_march_2024' ~ suffix,
    "Change of Japan's holdings from December 2023 to March 2024" ~ words, 'USD million',
    rows={'holdings': fall}
) %}
        select sum(position_usd_mn) filter (reference_month = date '2024-03-31')
            - sum(position_usd_mn) filter (reference_month = date '2023-12-31')
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}' and is_continuing
{% endcall %}
union all
{% call evidence(
    known_rows, 'fell_from_the_end_of_2023', 'months_to_the_peak_of_2024' ~ suffix,
    'Months from December 2023 to the highest month-end of 2024' ~ words, 'months',
    rows={'holdings': fall}, until='2024-12-31', until_where=japan
) %}
        select datediff(
            'month', date '2023-12-31', arg_max(reference_month, position_usd_mn)
        )
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}' and is_continuing
            and reference_month between date '2023-12-31' and date '2024-12-31'
{% endcall %}
union all
{% call evidence(
    known_rows, 'fell_from_the_end_of_2023', 'change_to_december_2024' ~ suffix,
    "Change of Japan's holdings from December 2023 to December 2024" ~ words, 'USD million',
    rows={'holdings': fall}
) %}
        select sum(position_usd_mn) filter (reference_month = date '2024-12-31')
            - sum(position_usd_mn) filter (reference_month = date '2023-12-31')
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}' and is_continuing
{% endcall %}
union all
{% call evidence(
    known_rows, 'fell_from_the_end_of_2023', 'change_to_the_latest_month' ~ suffix,
    "Change of Japan's holdings from December 2023 to the latest month" ~ words,
    'USD million',
    rows={'holdings': japan ~ " and is_complete_month"
        ~ " and reference_month >= date '2023-12-31'"}
) %}
        select arg_max(position_usd_mn, reference_month)
            - arg_min(position_usd_mn, reference_month)
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}' and is_continuing
            and is_complete_month and reference_month >= date '2023-12-31'
{% endcall %}
union all
{% call evidence(
    known_rows, 'fall_accelerated_early_in_2025', 'change_in_the_first_quarter' ~ suffix,
    "Change of Japan's holdings from December 2024 to March 2025" ~ words, 'USD million',
    rows={'holdings': rise}
) %}
        select sum(position_usd_mn) filter (reference_month = date '2025-03-31')
            - sum(position_usd_mn) filter (reference_month = date '2024-12-31')
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}' and is_continuing
{% endcall %}
union all
{% call evidence(
    known_rows, 'fall_accelerated_early_in_2025', 'pace_of_the_fall_before' ~ suffix,
    "Change of Japan's holdings a month from March to December 2024" ~ words, 'USD million a month',
    rows={'holdings': fall}
) %}
        select (
            sum(position_usd_mn) filter (reference_month = date '2024-12-31')
            - sum(position_usd_mn) filter (reference_month = date '2024-03-31')
        ) / 9
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}' and is_continuing
{% endcall %}
union all
{% call evidence(
    known_rows, 'fall_accelerated_early_in_2025', 'rises_from_january_to_november' ~ suffix,
    "Months of January to November 2025 in which Japan's holdings rose" ~ words, 'months',
    rows={'holdings': rise}, until='2025-11-30', until_where=japan
) %}
        select nullif(count(position_change_usd_mn), 0)
            - count(*) filter (position_change_usd_mn <= 0)
        from holder_flows
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
            and reference_month between date '2025-01-31' and date '2025-11-30'
{% endcall %}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% endmacro %}
