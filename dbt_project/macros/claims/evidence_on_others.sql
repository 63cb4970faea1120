{# Whether the others of the article bought for long, sell now, and sell after Japan. #}
{% macro evidence_on_others(known_rows) %}
{%- set others = {
    var('china'): 'China', var('south_korea'): 'South Korea',
    var('singapore'): 'Singapore', var('saudi_arabia'): 'Saudi Arabia',
} -%}
{%- set other_codes = "'" ~ (others | join("', '")) ~ "'" -%}
{% for instrument, suffix, words in instruments() %}
{%- set of_instrument = " and instrument = '" ~ instrument ~ "'" -%}
{% for code, name in others.items() %}
{%- set id = (name | lower).replace(' ', '_') -%}
{% for evidence_id, picked, when in [
    ('held_at_the_end_of_2015_by_', "reference_month = date '2015-12-31'", 'at the end of 2015'),
    (
        'held_now_by_',
        "is_complete_month and reference_month = (select max(reference_month) from"
            ~ " holdings where holder_code = '" ~ code ~ "'" ~ of_instrument
            ~ " and is_continuing and is_complete_month and frequency = 'monthly')",
        'in the latest month',
    ),
] %}
{% call evidence(
    known_rows, 'others_were_big_buyers', evidence_id ~ id ~ suffix,
    'Holdings of ' ~ name ~ ' ' ~ when ~ words, 'USD million held', basis='positions',
    rows={'holdings': "holder_code = '" ~ code ~ "'" ~ of_instrument
        ~ " and is_continuing and " ~ picked}
) %}
        select max(position_usd_mn)
        from holdings
        where holder_code = '{{ code }}' and instrument = '{{ instrument }}'
            and is_continuing and frequency = 'monthly'
            and {{ picked }}
{% endcall %}
union all
{% endfor %}
{% for evidence_id, first, last, when in [
    (
        'before_japan_by_', '2023-04-30', '2024-03-31',
        'in the twelve months before Japan began to sell (April 2023 to March 2024)',
    ),
    ('since_japan_by_', '2024-04-30', '2100-12-31', 'since Japan began to sell (April 2024)'),
] %}
{% for end, expression, what in ends_of_purchases() %}
{% call evidence(
    known_rows, 'others_follow', end ~ '_' ~ evidence_id ~ id ~ suffix,
    what ~ ' of ' ~ name ~ ' ' ~ when ~ words, 'USD million',
    basis='slt_reported',
    rows={'flows': "holder_code = '" ~ code ~ "'" ~ of_instrument
        ~ " and is_complete_month and reference_month between date '" ~ first
        ~ "' and date '" ~ last ~ "'"}
) %}
        select {{ expression }}
        from holder_flows
        where holder_code = '{{ code }}' and instrument = '{{ instrument }}'
            and basis = 'slt_reported' and is_complete_month
            and reference_month between date '{{ first }}' and date '{{ last }}'
        {%- if last < '2100' %}
        having count(net_purchases_usd_mn) = 12
        {%- endif %}
{% endcall %}
union all
{% endfor %}
{% endfor %}
{% endfor %}
{% for evidence_id, condition, what in [
    (
        'buyers_among_the_four', 'held_now > held_then',
        'How many of China, South Korea, Singapore and Saudi Arabia hold more than at the end of 2015',
    ),
] %}
{% call evidence(
    known_rows, 'others_were_big_buyers', evidence_id ~ suffix, what ~ words, 'countries',
    basis='positions',
    rows={'holdings': "holder_code in (" ~ other_codes ~ ")" ~ of_instrument
        ~ " and is_complete_month and reference_month >= date '2015-12-31'"}
) %}
        select count(*) filter ({{ condition }})
        from (
            select
                max(position_usd_mn) filter (
                    reference_month = date '2015-12-31'
                ) as held_then,
                arg_max(position_usd_mn, reference_month) as held_now
            from holdings
            where holder_code in ({{ other_codes }})
                and instrument = '{{ instrument }}' and is_continuing
                and is_complete_month and frequency = 'monthly'
                and reference_month >= date '2015-12-31'
            group by holder_code
        )
        having count(held_then) = 4
{% endcall %}
union all
{% endfor %}
{% for evidence_id, condition, what in [
    (
        'sellers_since_japan', 'purchases_since < 0',
        'How many of China, South Korea, Singapore and Saudi Arabia sold on net since April 2024',
    ),
    (
        'sellers_that_began_after_japan', 'purchases_since < 0 and purchases_before >= 0',
        'Those of them that had not sold in the twelve months before',
    ),
] %}
{% call evidence(
    known_rows, 'others_follow', evidence_id ~ suffix, what ~ words, 'countries',
    basis='slt_reported',
    rows={'flows': "holder_code in (" ~ other_codes ~ ")" ~ of_instrument
        ~ " and is_complete_month and reference_month >= date '2023-04-30'"}
) %}
        select count(*) filter ({{ condition }})
        from (
            select
                sum(net_purchases_usd_mn) filter (
                    reference_month <= date '2024-03-31'
                ) as purchases_before,
                sum(net_purchases_usd_mn) filter (
                    reference_month > date '2024-03-31'
                ) as purchases_since
            from holder_flows
            where holder_code in ({{ other_codes }})
                and instrument = '{{ instrument }}' and basis = 'slt_reported'
                and is_complete_month and reference_month >= date '2023-04-30'
            group by holder_code
        )
        having count(purchases_since) = 4 and count(purchases_before) = 4
{% endcall %}
union all
{% endfor %}
{% call evidence(
    known_rows, 'others_follow', 'change_of_china_with_belgium' ~ suffix,
    'Change of China and Belgium together since January 2024: custody may hide a holder' ~ words,
    'USD million',
    rows={'holdings': "holder_code in ('" ~ var('china') ~ "', '" ~ var('belgium') ~ "')"
        ~ of_instrument ~ " and is_complete_month and reference_month >= date '2024-01-31'"}
) %}
        select sum(position_change_usd_mn)
        from holder_flows
        where holder_code in ('{{ var("china") }}', '{{ var("belgium") }}') and instrument = '{{ instrument }}'
            and is_complete_month and reference_month >= date '2024-01-31'
{% endcall %}
union all
{% call evidence(
    known_rows, 'contagion', 'share_of_sellers_in_twelve_months' ~ suffix,
    'Countries that sold on net in a month, average of the last twelve months' ~ words,
    'percent of countries', basis='slt_reported',
    rows={'flows': "holder_code is not null" ~ of_instrument
        ~ " and is_complete_month and reference_month >= date '2023-02-28'"}
) %}
        select avg(sellers)
        from (
            select
                100 * count(*) filter (net_purchases_usd_mn < 0) / count(*)
                    as sellers
            from holder_flows
            where holder_scope = 'country' and instrument = '{{ instrument }}'
                and basis = 'slt_reported' and net_purchases_usd_mn is not null
                and is_complete_month
            group by reference_month
            order by reference_month desc
            limit 12
        )
{% endcall %}
union all
{% endfor %}
{% for claim, evidence_id, expression, holders, what, unit in [
    (
        'others_follow', 'followers_of_japan',
        'count(distinct follower_code) filter (lift > 1 and p_value_adjusted < 0.05)',
        'follower_code in (' ~ other_codes ~ ')',
        'How many of China, South Korea, Singapore and Saudi Arabia sell more often in the three months after heavy selling by Japan than chance allows (adjusted p below 0.05)',
        'countries',
    ),
    (
        'contagion', 'tests_of_countries', 'count(p_value)', "follower_kind = 'holder'",
        'Tests of whether a country sells more often one to three months after heavy selling by Japan',
        'tests',
    ),
    (
        'contagion', 'tests_with_a_p_value_below_5_percent',
        'count(*) filter (lift > 1 and p_value < 0.05)', "follower_kind = 'holder'",
        'Those with a p-value below 5 %, of which chance alone gives one in twenty',
        'tests',
    ),
    (
        'contagion', 'tests_that_remain_after_adjustment',
        'count(*) filter (lift > 1 and p_value_adjusted < 0.05)',
        "follower_kind = 'holder'",
        'Those that remain below 5 % once the number of tests is counted', 'tests',
    ),
] %}
{% call evidence(
    known_rows, claim, evidence_id, what, unit, basis='slt_reported',
    rows={'flows': holders.replace('follower_code', 'holder_code')
        if claim == 'others_follow' else 'reference_month is not null'}
) %}
        select {{ expression }}
        from co_selling
        where {{ holders }}
            and basis = 'slt_reported' and instrument = 'total'
            and lag_months between 1 and 3
        having count(*) > 0
{% endcall %}
union all
{% endfor %}
{% call evidence(
    known_rows, 'others_follow', 'change_of_china_since_november_2013',
    "Change of China's holdings since their highest month, November 2013",
    'USD million',
    rows={'holdings': "holder_code = '" ~ var('china') ~ "' and instrument = 'total'"
        ~ " and is_complete_month and reference_month >= date '2013-11-30'"}
) %}
        select arg_max(position_usd_mn, reference_month)
            - arg_min(position_usd_mn, reference_month)
        from holdings
        where holder_code = '{{ var("china") }}' and instrument = 'total' and is_continuing
            and is_complete_month and reference_month >= date '2013-11-30'
        having min(reference_month) = date '2013-11-30'
            and max(reference_month) = (
                select max(reference_month) from holdings
                where holder_code = '{{ var("china") }}' and is_continuing
                    and is_complete_month and frequency = 'monthly'
            )
{% endcall %}
{% endmacro %}
