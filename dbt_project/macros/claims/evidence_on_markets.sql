{# What yields, the dollar and the yen did meanwhile; co-movement is no cause. #}
{% macro evidence_on_markets() %}
{%- set changes -%}
            select
                reference_month,
                us_10y_month_end_pct - lag(us_10y_month_end_pct) over months
                    as yield_change,
                us_jp_10y_spread_average_pct
                    - lag(us_jp_10y_spread_average_pct) over months as gap_change,
                ln(usdjpy_noon_new_york_average)
                    - ln(lag(usdjpy_noon_new_york_average) over months)
                    as yen_change,
                ln(broad_dollar_index_month_end)
                    - ln(lag(broad_dollar_index_month_end) over months)
                    as dollar_change,
                mortgage_30y_pct - lag(mortgage_30y_pct) over months
                    as mortgage_change,
            from market_monthly
            left join (
                select
                    last_day(date) as reference_month,
                    arg_max(mortgage_30y_pct, date) as mortgage_30y_pct
                from mortgage_spread_weekly
                group by last_day(date)
            ) using (reference_month)
            window months as (order by reference_month)
            qualify datediff(
                'month', lag(reference_month) over months, reference_month
            ) = 1
{%- endset -%}
{% for claim, name, what, column, code in [
    (
        'selling_raises_yields', 'official_purchases_and_yields',
        "official holders' net long-term purchases with the change of the 10-year yield",
        'yield_change', var('foreign_official'),
    ),
    (
        'selling_raises_yields', 'japans_purchases_and_yields',
        "Japan's net long-term purchases with the change of the 10-year yield",
        'yield_change', var('japan'),
    ),
    (
        'selling_raises_mortgage_rates', 'official_purchases_and_mortgage_rates',
        "official holders' net long-term purchases with the change of the 30-year mortgage rate",
        'mortgage_change', var('foreign_official'),
    ),
    (
        'selling_lowers_the_dollar', 'all_purchases_and_the_dollar',
        "all foreigners' net long-term purchases with the change of the broad dollar index",
        'dollar_change', var('grand_total'),
    ),
] %}
{% for expression, words, unit in [
    ('corr(net_purchases_usd_mn, ' ~ column ~ ')', 'correlation_of_', 'correlation'),
    ('nullif(count(' ~ column ~ '), 0)', 'months_of_', 'months'),
] %}
{% call evidence(
    claim, words ~ name,
    (words | capitalize).replace('_', ' ') ~ what ~ ', by month since March 2023', unit,
    basis='slt_reported'
) %}
        select {{ expression }}
        from holder_flows
        inner join (
            {{ changes }}
        ) using (reference_month)
        where holder_code = '{{ code }}' and instrument = 'long_term'
            and basis = 'slt_reported' and flow_break_id is null
            and is_complete_month
{% endcall %}
union all
{% endfor %}
{% endfor %}
{% for evidence_id, expression, what in [
    (
        'smallest_effect_in_studies', 'min(per_100bn_low_bp)',
        'Smallest effect on yields that studies name, per $100 billion of official selling in a month',
    ),
    (
        'largest_effect_in_studies', 'max(coalesce(per_100bn_high_bp, per_100bn_low_bp))',
        'Largest effect on yields that studies name, per $100 billion of official selling in a month',
    ),
] %}
{% call evidence('selling_raises_yields', evidence_id, what, 'basis points') %}
        select {{ expression }}
        from yield_impact_scenarios
        where question = 'per_100bn_in_a_month'
{% endcall %}
union all
{% endfor %}
{% for claim, evidence_id, what, expression, unit in [
    (
        'the_gap_weakened_the_yen', 'change_of_the_gap',
        'Change of the 10-year US-Japan gap from December 2021 to October 2023',
        'us_jp_10y_spread_average_pct', 'percentage points',
    ),
    (
        'the_gap_weakened_the_yen', 'change_of_the_yen',
        'Change of USD/JPY (noon New York, monthly average) from December 2021 to October 2023',
        'usdjpy_noon_new_york_average', 'yen per US dollar',
    ),
    (
        'the_gap_weakened_the_yen', 'change_of_the_gap_since',
        'Change of the 10-year US-Japan gap from October 2023 to the latest whole month',
        'us_jp_10y_spread_average_pct', 'percentage points',
    ),
    (
        'the_gap_weakened_the_yen', 'change_of_the_yen_since',
        'Change of USD/JPY from October 2023 to the latest whole month',
        'usdjpy_noon_new_york_average', 'yen per US dollar',
    ),
] %}
{% call evidence(claim, evidence_id, what, unit) %}
        {%- if evidence_id.endswith('_since') %}
        select arg_max({{ expression }}, reference_month)
            - arg_min({{ expression }}, reference_month)
        from market_monthly
        where us_jp_10y_spread_month_end_pct is not null
            and usdjpy_noon_new_york_month_end is not null
            and reference_month >= date '2023-10-31'
        {%- else %}
        select sum({{ expression }}) filter (reference_month = date '2023-10-31')
            - sum({{ expression }}) filter (reference_month = date '2021-12-31')
        from market_monthly
        {%- endif %}
{% endcall %}
union all
{% endfor %}
{% call evidence(
    'the_gap_weakened_the_yen', 'correlation_of_changes',
    'Correlation of monthly changes of the gap and of USD/JPY since January 2021',
    'correlation'
) %}
        select corr(gap_change, yen_change)
        from (
            {{ changes }}
        )
        where reference_month between date '2021-01-31' and (
            select max(reference_month) from market_monthly
            where us_jp_10y_spread_month_end_pct is not null
                and usdjpy_noon_new_york_month_end is not null
        )
{% endcall %}
{% endmacro %}
