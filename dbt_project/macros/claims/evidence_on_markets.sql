{# What yields, the dollar and the yen did meanwhile; co-movement is no cause. #}
{% macro evidence_on_markets(known_rows) %}
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
{%- set newest_flow = 'select max(reference_month) from holder_flows where'
    ~ " net_purchases_usd_mn is not null and is_complete_month and holder_code = '" -%}
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
    known_rows, claim, words ~ name,
    (words | capitalize).replace('_', ' ') ~ what ~ ', by month since March 2023', unit,
    basis='slt_reported', rows={
        'flows': "holder_code = '" ~ code ~ "' and instrument = 'long_term'"
            ~ " and is_complete_month and reference_month >= date '2023-02-28'",
        'market_monthly': 'reference_month <= (' ~ newest_flow ~ code ~ "')",
    }
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
{% call evidence(
    known_rows, 'selling_raises_yields', evidence_id, what, 'basis points',
    rows={'yield_impact_scenarios': "question = 'per_100bn_in_a_month'"}
) %}
        select {{ expression }}
        from yield_impact_scenarios
        where question = 'per_100bn_in_a_month'
{% endcall %}
union all
{% endfor %}
{%- set whole = 'us_jp_10y_spread_month_end_pct is not null'
    ~ ' and usdjpy_noon_new_york_month_end is not null' -%}
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
{% call evidence(
    known_rows, claim, evidence_id, what, unit,
    rows={'market_monthly': whole if evidence_id.endswith('_since')
        else "reference_month <= date '2023-10-31'"}
) %}
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
{% for evidence_id, expression, what, unit in [
    (
        'correlation_of_changes', 'corr(gap_change, yen_change)',
        'Correlation of monthly changes of the gap and of USD/JPY since January 2021',
        'correlation',
    ),
    (
        'months_of_changes', 'nullif(count(gap_change + yen_change), 0)',
        'Months of these changes', 'months',
    ),
] %}
{% call evidence(
    known_rows, 'the_gap_weakened_the_yen', evidence_id, what, unit, rows={'market_monthly': whole}
) %}
        select {{ expression }}
        from (
            {{ changes }}
        )
        where reference_month between date '2021-01-31' and (
            select max(reference_month) from market_monthly
            where us_jp_10y_spread_month_end_pct is not null
                and usdjpy_noon_new_york_month_end is not null
        )
{% endcall %}
union all
{% endfor %}
{%- set months_of_japan -%}
            select reference_month, net_purchases_usd_mn, yield_change
            from holder_flows
            inner join (
                {{ changes | replace('\n', '\n    ') }}
            ) using (reference_month)
            where holder_code = '{{ var("japan") }}' and instrument = 'total'
                and basis = 'slt_reported' and flow_break_id is null
                and is_complete_month and net_purchases_usd_mn is not null
                and yield_change is not null
{%- endset -%}
{%- set sold = 'filter (net_purchases_usd_mn < 0)' -%}
{%- set bought = 'filter (net_purchases_usd_mn >= 0)' -%}
{#- Welch: the difference of two means over its own standard error -#}
{%- set of_japan = {
    'flows': "holder_code = '" ~ var('japan') ~ "' and instrument = 'total'"
        ~ " and is_complete_month and reference_month >= date '2023-02-28'",
    'market_monthly': 'reference_month <= (' ~ newest_flow ~ var('japan') ~ "')",
} -%}
{% for evidence_id, expression, what, unit in [
    (
        'yields_in_months_of_sales', '100 * avg(yield_change) ' ~ sold,
        'Change of the 10-year yield in a month in which Japan sold on net, average since March 2023',
        'basis points',
    ),
    (
        'yields_in_months_of_purchases', '100 * avg(yield_change) ' ~ bought,
        'The same in a month in which it bought', 'basis points',
    ),
    (
        'difference_in_standard_errors',
        '(avg(yield_change) ' ~ sold ~ ' - avg(yield_change) ' ~ bought ~ ')\n'
            ~ '            / sqrt(\n'
            ~ '                var_samp(yield_change) ' ~ sold ~ ' / count(*) ' ~ sold ~ '\n'
            ~ '                + var_samp(yield_change) ' ~ bought ~ '\n'
            ~ '                / count(*) ' ~ bought ~ '\n'
            ~ '            )',
        'The difference over its standard error', 'standard errors',
    ),
] %}
{% call evidence(
    known_rows, 'prices_fall_while_japan_sells', evidence_id, what, unit, basis='slt_reported',
    rows=of_japan
) %}
        select {{ expression }}
        from (
            {{ months_of_japan }}
        )
{% endcall %}
union all
{% endfor %}
{% for evidence_id, expression, what, unit in [
    (
        'purchases_in_the_latest_twelve_months', 'sum(net_purchases_usd_mn)',
        'Net purchases of Japan in the latest twelve months', 'USD million',
    ),
    (
        'yields_in_the_latest_twelve_months', '100 * sum(yield_change)',
        'Change of the 10-year yield over the same months', 'basis points',
    ),
] %}
{% call evidence(
    known_rows, 'prices_fall_while_japan_sells', evidence_id, what, unit, basis='slt_reported',
    rows=of_japan
) %}
        select {{ expression }}
        from (
            {{ months_of_japan }}
            order by reference_month desc
            limit 12
        )
        having count(*) = 12
{% endcall %}
union all
{% endfor %}
{%- set of_events = {'event_study_daily': "kind = 'fx_intervention'"
    ~ " and series = 'us_10y_yield' and day_offset = 5"} -%}
{% for evidence_id, expression, what in [
    (
        'days_of_interventions', 'nullif(count(*), 0)',
        'Days since 2022 on which Japan bought yen, with the 10-year yield five trading days later',
    ),
    (
        'days_with_an_unusual_rise',
        'nullif(count(*), 0) - count(*) filter (placebo_percentile_pct <= 95)',
        'Those after which it rose by more than after 95 % of all days',
    ),
] %}
{% call evidence(
    known_rows, 'prices_fall_while_japan_sells', evidence_id, what, 'days', rows=of_events
) %}
        select {{ expression }}
        from event_study_daily
        where kind = 'fx_intervention' and series = 'us_10y_yield'
            and day_offset = 5 and placebo_percentile_pct is not null
{% endcall %}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% endmacro %}
