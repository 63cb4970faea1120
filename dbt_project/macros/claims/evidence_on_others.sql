{# Whether the others of the article, or all together, sell as well. #}
{% macro evidence_on_others() %}
{%- set others = {
    var('china'): 'China', var('south_korea'): 'South Korea',
    var('singapore'): 'Singapore', var('saudi_arabia'): 'Saudi Arabia',
} -%}
{%- set other_codes = "'" ~ (others | join("', '")) ~ "'" -%}
{% for instrument, suffix, words in instruments() %}
{% for code, name in others.items() %}
{% call evidence(
    'others_follow', 'net_purchases_of_' ~ (name | lower).replace(' ', '_') ~ suffix,
    'Net purchases of ' ~ name ~ ' since January 2024' ~ words, 'USD million',
    basis='slt_reported',
    crosses="holder_code = '" ~ code ~ "' and instrument = '" ~ instrument ~ "'"
        ~ " and reference_month >= date '2024-01-31'"
) %}
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '{{ code }}' and instrument = '{{ instrument }}'
            and is_complete_month and reference_month >= date '2024-01-31'
{% endcall %}
union all
{% endfor %}
{% call evidence(
    'others_follow', 'sellers_among_the_four' ~ suffix,
    'How many of China, South Korea, Singapore and Saudi Arabia sold on net since January 2024' ~ words, 'countries',
    basis='slt_reported'
) %}
        select nullif(count(purchases), 0) - count(*) filter (purchases >= 0)
        from (
            select sum(net_purchases_usd_mn) as purchases
            from holder_flows
            where holder_code in ({{ other_codes }})
                and instrument = '{{ instrument }}'
                and is_complete_month and reference_month >= date '2024-01-31'
            group by holder_code
        )
{% endcall %}
union all
{% call evidence(
    'others_follow', 'share_of_sellers_in_twelve_months' ~ suffix,
    'Countries that sold on net in a month, average of the last twelve months' ~ words,
    'percent of countries', basis='slt_reported'
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
{% call evidence(
    'others_follow', 'change_of_china_with_belgium' ~ suffix,
    'Change of China and Belgium together since January 2024: custody may hide a holder' ~ words,
    'USD million',
    crosses="holder_code in ('" ~ var('china') ~ "', '" ~ var('belgium') ~ "')"
        ~ " and instrument = '" ~ instrument ~ "' and reference_month >= date '2024-01-31'"
) %}
        select sum(position_change_usd_mn)
        from holder_flows
        where holder_code in ('{{ var("china") }}', '{{ var("belgium") }}') and instrument = '{{ instrument }}'
            and is_complete_month and reference_month >= date '2024-01-31'
{% endcall %}
union all
{% endfor %}
{% call evidence(
    'others_follow', 'followers_of_japan',
    'How many of China, South Korea, Singapore and Saudi Arabia sell more often in the three months after heavy selling by Japan than chance allows (adjusted p below 0.05)',
    'countries', basis='slt_reported'
) %}
        select count(distinct follower_code) filter (
            lift > 1 and p_value_adjusted < 0.05
        )
        from co_selling
        where follower_code in ({{ other_codes }})
            and basis = 'slt_reported' and instrument = 'total'
            and lag_months between 1 and 3
        having count(*) > 0
{% endcall %}
union all
{% call evidence(
    'others_follow', 'change_of_china_since_november_2013',
    "Change of China's holdings since their highest month, November 2013",
    'USD million',
    crosses="holder_code = '" ~ var('china') ~ "' and instrument = 'total'"
        ~ " and reference_month >= date '2013-11-30'"
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
