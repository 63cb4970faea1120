{# Whether Japan sold, prices apart, and when: purchases, in the vintage queried. #}
{% macro evidence_on_flows(known_rows) %}
{% for instrument, suffix, words in instruments() %}
{%- set japan = "holder_code = '" ~ var('japan') ~ "' and instrument = '" ~ instrument ~ "'" -%}
{%- set article = "from holder_flows where " ~ japan
    ~ " and is_complete_month and reference_month >= date '2024-01-31'" -%}
{%- set fall = "from holder_flows where " ~ japan
    ~ " and reference_month between date '2024-04-30' and date '2024-12-31'" -%}
{%- set of_the_article = japan ~ " and is_complete_month and reference_month >= date '2024-01-31'" -%}
{%- set of_the_fall = japan
    ~ " and reference_month between date '2024-03-31' and date '2024-12-31'" -%}
{%- set twelve_months -%}
            select
                reference_month,
                sum(net_purchases_usd_mn) over months as net_purchases,
                100 * sum(net_purchases_usd_mn) over months / first_value(
                    position_usd_mn - position_change_usd_mn
                ) over months as share,
                case when count(other_change_usd_mn) over months = 12
                    then share + 100 * sum(other_change_usd_mn) over months
                        / first_value(
                            position_usd_mn - position_change_usd_mn
                        ) over months
                end as share_with_other
            from holder_flows
            where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
                and basis = 'slt_reported' and is_complete_month
                and net_purchases_usd_mn is not null
            window months as (
                order by reference_month rows between 11 preceding and current row
            )
            qualify count(*) over months = 12
{%- endset -%}

{% for column, what in [
    ('position_change', 'Change of holdings'),
    ('net_purchases', 'Net purchases'),
    ('valuation_change', 'Price change'),
    ('other_change', 'What neither purchases nor prices explain'),
] %}
{% call evidence(
    known_rows, 'the_fall_was_selling', column ~ '_april_to_december_2024' ~ suffix,
    what ~ ' of Japan from April to December 2024' ~ words, 'USD million',
    basis='slt_reported', rows={'flows': of_the_fall}, until='2024-12-31',
    until_where=japan
) %}
        select sum({{ column }}_usd_mn)
        {{ fall }}
{% endcall %}
union all
{% call evidence(
    known_rows, 'selling_has_gone_on_since', column ~ '_since_january_2024' ~ suffix,
    what ~ ' of Japan from January 2024 to the latest month' ~ words, 'USD million',
    basis='slt_reported', rows={'flows': of_the_article}
) %}
        select sum({{ column }}_usd_mn)
        {{ article }}
{% endcall %}
union all
{% endfor %}
{% for name, expression, what in ends_of_purchases() %}
{% call evidence(
    known_rows, 'selling_has_gone_on_since', name ~ '_since_january_2025' ~ suffix,
    what ~ ' of Japan from January 2025 to the latest month' ~ words, 'USD million',
    basis='slt_reported', rows={'flows': of_the_article}
) %}
        select {{ expression }}
        from holder_flows
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
            and is_complete_month and reference_month >= date '2025-01-31'
{% endcall %}
union all
{% endfor %}
{% call evidence(
    known_rows, 'selling_has_gone_on_since',
    'net_purchases_with_other_since_january_2024' ~ suffix,
    ends_of_purchases()[1][2] ~ ' of Japan from January 2024 to the latest month' ~ words,
    'USD million', basis='slt_reported', rows={'flows': of_the_article}
) %}
        select {{ ends_of_purchases()[1][1] }}
        {{ article }}
{% endcall %}
union all
{% for evidence_id, expression, what, unit in [
    (
        'lowest_purchases_in_twelve_months', 'min(net_purchases)',
        'Lowest net purchases of Japan in any twelve months that end since January 2024',
        'USD million',
    ),
    (
        'lowest_purchases_as_a_share', 'arg_min(share, net_purchases)',
        'The same as a share of the holdings before', 'percent of holdings',
    ),
    (
        'lowest_purchases_with_other_as_a_share', 'arg_min(share_with_other, net_purchases)',
        'The same with what neither purchases nor prices explain', 'percent of holdings',
    ),
    (
        'purchases_in_the_latest_twelve_months', 'arg_max(net_purchases, reference_month)',
        'Net purchases of Japan in the latest twelve months', 'USD million',
    ),
    (
        'latest_purchases_as_a_share', 'arg_max(share, reference_month)',
        'The same as a share of the holdings before', 'percent of holdings',
    ),
    (
        'latest_purchases_with_other_as_a_share',
        'arg_max(share_with_other, reference_month)',
        'The same with what neither purchases nor prices explain', 'percent of holdings',
    ),
] %}
{% call evidence(
    known_rows, 'dumping_on_a_large_scale', evidence_id ~ suffix, what ~ words, unit,
    basis='slt_reported', rows={'flows': japan ~ " and is_complete_month and reference_month >= date '2023-02-28'"}
) %}
        select {{ expression }}
        from (
            {{ twelve_months }}
        )
        where reference_month >= date '2024-01-31'
{% endcall %}
union all
{% endfor %}
{%- set streaks -%}
            select
                net_purchases_usd_mn < 0 as sold,
                reference_month,
                row_number() over (order by reference_month)
                - row_number() over (
                    partition by net_purchases_usd_mn < 0 order by reference_month
                ) as streak
            from holder_flows
            where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
                and basis = 'slt_reported' and is_complete_month
                and net_purchases_usd_mn is not null
                and reference_month >= date '2024-01-31'
{%- endset -%}
{%- set lengths -%}
            select
                count(*) as months,
                count(*) filter (sold) as months_sold,
                max(length) filter (sold) as longest
            from (
                select *, count(*) over (partition by sold, streak) as length
                from (
                    {{ streaks | replace('\n', '\n        ') }}
                )
            )
{%- endset -%}
{% for evidence_id, expression, what, unit in [
    ('months_since_january_2024', 'nullif(months, 0)', 'Months since January 2024', 'months'),
    (
        'months_of_net_sales', 'case when months > 0 then months_sold end',
        'Months since January 2024 in which Japan sold on net', 'months',
    ),
    (
        'longest_streak_of_net_sales', 'case when months > 0 then coalesce(longest, 0) end',
        'Longest streak of such months', 'months',
    ),
    (
        'streaks_by_chance',
        '(1 + (months - longest) * (1 - months_sold / months))\n'
            ~ '            * power(months_sold / months, longest)',
        'How many streaks of that length chance gives where as many months of sales come in any order',
        'streaks',
    ),
] %}
{% call evidence(
    known_rows, 'a_series_of_structural_sales', evidence_id ~ suffix, what ~ words, unit,
    basis='slt_reported', rows={'flows': of_the_article}
) %}
        select {{ expression }}
        from (
            {{ lengths }}
        )
{% endcall %}
union all
{% endfor %}
{% call evidence(
    known_rows, 'a_series_of_structural_sales', 'change_points_to_a_lower_level' ~ suffix,
    'Change points of the net purchases of Japan to a lower level since January 2024' ~ words,
    'change points', basis='slt_reported',
    rows={'flows': "holder_code = '" ~ var('japan') ~ "'"}
) %}
        select count(*) filter (
            is_change_point and reference_month >= date '2024-01-31'
            and regime_mean_usd_mn < level_before
        )
        from (
            select
                *,
                lag(regime_mean_usd_mn) over (order by reference_month) as level_before
            from turning_points
            where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
                and basis = 'slt_reported'
        )
        having count(net_purchases_usd_mn) > 0
{% endcall %}
union all
{% for evidence_id, first, last, what in [
    (
        'change_in_the_decade_before', '2013-12-31', '2023-12-31',
        "Change of Japan's holdings from December 2013 to December 2023",
    ),
    (
        'change_since', '2023-12-31', '2100-12-31',
        "Change of Japan's holdings from December 2023 to the latest month",
    ),
] %}
{% call evidence(
    known_rows, 'turning_point_of_a_long_trend', evidence_id ~ suffix, what ~ words,
    'USD million', basis='positions',
    rows={'holdings': japan ~ " and is_continuing and is_complete_month"
        ~ " and reference_month between date '" ~ first ~ "' and date '" ~ last ~ "'"}
) %}
        select arg_max(position_usd_mn, reference_month)
            - arg_min(position_usd_mn, reference_month)
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
            and is_continuing and is_complete_month and frequency = 'monthly'
            and reference_month between date '{{ first }}' and date '{{ last }}'
        having min(reference_month) = date '{{ first }}'
            {%- if evidence_id != 'change_since' %}
            and max(reference_month) = date '{{ last }}'
            {%- endif %}
{% endcall %}
union all
{% endfor %}
{% for name, expression, what in ends_of_purchases() %}
{% call evidence(
    known_rows, 'turning_point_of_a_long_trend', name ~ '_since_january_2024' ~ suffix,
    what ~ ' of Japan from January 2024 to the latest month' ~ words, 'USD million',
    basis='slt_reported', rows={'flows': of_the_article}
) %}
        select {{ expression }}
        {{ article }}
{% endcall %}
union all
{% endfor %}
{% call evidence(
    known_rows, 'retaliation_by_its_timing', 'days_from_peak_to_announcement' ~ suffix,
    "Days from the month-end of Japan's peak in 2024 to the announcement of tariffs on electric cars" ~ words,
    'days', until='2024-12-31', until_where=japan,
    rows={'holdings': japan ~ " and reference_month between date '2023-12-31' and date '2024-12-31'"}
) %}
        select datediff(
            'day', arg_max(reference_month, position_usd_mn), date '2024-05-14'
        )
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}' and is_continuing
            and reference_month between date '2023-12-31' and date '2024-12-31'
{% endcall %}
union all
{% for first, last, span, when in [
    ('2024-06-30', '2025-03-31', 'after_the_announcement',
        'from the announcement to the tariffs on all cars (June 2024 to March 2025)'),
    ('2025-04-30', '2025-09-30', 'under_tariffs_on_all_cars',
        'from April to September 2025, under tariffs on all cars'),
] %}
{% for name, expression, what in ends_of_purchases() %}
{% call evidence(
    known_rows, 'retaliation_by_its_timing', name ~ '_' ~ span ~ suffix,
    what ~ ' of Japan ' ~ when ~ words, 'USD million', basis='slt_reported',
    rows={'flows': japan ~ " and reference_month between date '" ~ first
        ~ "' and date '" ~ last ~ "'"},
    until=last, until_where=japan
) %}
        select {{ expression }}
        from holder_flows
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
            and reference_month between date '{{ first }}' and date '{{ last }}'
{% endcall %}
union all
{% endfor %}
{% endfor %}
{% endfor %}
{#- Form S: purchases of these years have no other record that prints them -#}
{%- set form_s = "holder_code = '" ~ var('japan') ~ "' and instrument = 'long_term'"
    ~ " and basis = 'form_s'" -%}
{%- set spans = [
    ('1990-01-31', '1999-12-31', 'sold_in_the_bust_of_the_1990s', '1990_to_1999'),
    ('2008-01-31', '2008-12-31', 'bought_in_2008', '2008'),
    ('2008-09-30', '2008-12-31', 'bought_in_2008', 'september_to_december_2008'),
    ('2009-01-31', '2009-12-31', 'bought_in_2008', '2009'),
] -%}
{%- for year in range(1990, 2000) %}
{%- set _ = spans.append((
    year ~ '-01-31', year ~ '-12-31', 'sold_in_the_bust_of_the_1990s', year ~ ''
)) %}
{%- endfor -%}
{% for first, last, claim, name in spans %}
{% call evidence(
    known_rows, claim, 'net_purchases_' ~ name,
    'Net purchases of long-term Treasuries by Japan, '
        ~ (name.replace('_', ' ') | replace('september', 'September') | replace('december', 'December')),
    'USD million', basis='form_s',
    rows={'purchases': "holder_code = '" ~ var('japan') ~ "' and instrument = 'long_term'"
        ~ " and reference_month between date '" ~ first ~ "' and date '" ~ last ~ "'"}
) %}
        select sum(net_purchases_usd_mn)
        from holder_flows
        where {{ form_s }}
            and reference_month between date '{{ first }}' and date '{{ last }}'
{% endcall %}
union all
{% endfor %}
{% call evidence(
    known_rows, 'sold_in_the_bust_of_the_1990s', 'years_of_net_sales',
    'Years from 1990 to 1999 in which Japan sold long-term Treasuries on net', 'years',
    basis='form_s',
    rows={'purchases': "holder_code = '" ~ var('japan') ~ "' and instrument = 'long_term'"
        ~ " and reference_month between date '1990-01-31' and date '1999-12-31'"}
) %}
        select nullif(count(*), 0) - count(*) filter (purchases >= 0)
        from (
            select sum(net_purchases_usd_mn) as purchases
            from holder_flows
            where {{ form_s }}
                and reference_month between date '1990-01-31' and date '1999-12-31'
            group by year(reference_month)
        )
{% endcall %}
{% endmacro %}
