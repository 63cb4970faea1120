{# How long US rates rose, what Japan's did, and where Japanese money went. #}
{% macro evidence_on_rates(known_rows) %}
{#- from the first rise since 2022, and how many cuts there were by each day -#}
{%- set cycle -%}
            select
                *,
                coalesce(sum((change < 0)::integer) over (order by date), 0)
                    as cuts_so_far
            from (
                select
                    date,
                    rate_pct - lag(rate_pct) over (order by date) as change
                from policy_rates
                where basis = 'federal_funds_target_upper'
            )
            where date >= date '2022-01-01' and change <> 0
{%- endset -%}
{% for evidence_id, what, expression, unit in [
    (
        'months_from_first_to_last_rise',
        "Months from the first to the last rise of the Federal Reserve's target since 2022",
        "datediff('month', min(date), max(date) filter (cuts_so_far = 0))", 'months',
    ),
    (
        'months_from_last_rise_to_first_cut',
        "Months from the last rise of the Federal Reserve's target to the first cut",
        "datediff('month',\n            max(date) filter (cuts_so_far = 0),\n"
            ~ '            min(date) filter (cuts_so_far = 1))', 'months',
    ),
    (
        'sum_of_the_rises', "Sum of the rises of the Federal Reserve's target since 2022",
        'sum(change) filter (cuts_so_far = 0)', 'percentage points',
    ),
] %}
{% call evidence(
    known_rows, 'us_rates_rose_for_three_years', evidence_id, what, unit, rows={
        'policy_rates': "basis = 'federal_funds_target_upper' and date <= coalesce(("
            ~ 'select min(date) from (' ~ cycle ~ ') where cuts_so_far = 1'
            ~ "), date '9999-12-31')",
    }
) %}
        select {{ expression }}
        from (
            {{ cycle }}
        )
{% endcall %}
union all
{% endfor %}
{% for evidence_id, expression, what, unit, until in [
    (
        'highest_2_year_yield_of_japan', 'max(jp_2y_month_end_pct)',
        "Highest month-end of Japan's 2-year yield from March 2022 to 2024", 'percent',
        '2024-12-31',
    ),
    (
        'lowest_2_year_yield_of_the_us', 'min(us_2y_month_end_pct)',
        'Lowest month-end of the 2-year yield of the US over the same months',
        'percent', '2024-12-31',
    ),
    (
        'rise_of_japans_2_year_yield',
        'max(jp_2y_month_end_pct) - arg_min(jp_2y_month_end_pct, reference_month)',
        "Rise of Japan's 2-year yield from March 2022 to its highest month-end",
        'percentage points', '2024-12-31',
    ),
    (
        'rise_of_the_us_2_year_yield',
        'max(us_2y_month_end_pct) - arg_min(us_2y_month_end_pct, reference_month)',
        'The same of the US', 'percentage points', '2024-12-31',
    ),
] %}
{% call evidence(
    known_rows, 'japans_rates_stayed_low', evidence_id, what, unit, until=until,
    until_in='market_monthly', until_where='us_jp_2y_spread_month_end_pct is not null',
    rows={'market_monthly': "reference_month between date '2022-03-31' and date '" ~ until ~ "'"}
) %}
        select {{ expression }}
        from market_monthly
        where us_jp_2y_spread_month_end_pct is not null
            and reference_month between date '2022-03-31' and date '{{ until }}'
{% endcall %}
union all
{% endfor %}
{% for year in [2022, 2023, 2024, 2025] %}
{% call evidence(
    known_rows, 'the_gap_pulled_capital_out', 'residents_purchases_' ~ year,
    "Net purchases of foreign bonds by Japan's residents, " ~ year, 'billion yen',
    rows={'japan_foreign_securities_purchases': 'year(reference_month) = ' ~ year}
) %}
        select sum(net_purchases_yen_bn)
        from japan_foreign_securities_purchases
        where investor = 'all_residents' and instrument = 'long_term'
            and year(reference_month) = {{ year }}
        having count(net_purchases_yen_bn) = 12
{% endcall %}
union all
{% endfor %}
{% call evidence(
    known_rows, 'the_gap_pulled_capital_out', 'months_of_a_negative_hedged_yield',
    'Months of 2022 to 2024 in which a 10-year Treasury hedged into yen yielded less than nothing (without the basis)',
    'months', rows={'hedged_yields_monthly': "reference_month between date '2022-01-31' and date '2024-12-31'"}
) %}
        select count(*) filter (us_10y_hedged_excl_basis_pct < 0)
        from hedged_yields_monthly
        where hedge_pair = 'treasury_3m_less_jgb_1y_average'
            and reference_month between date '2022-01-31' and date '2024-12-31'
        having count(us_10y_hedged_excl_basis_pct) > 0
{% endcall %}
union all
{% call evidence(
    known_rows, 'the_gap_pulled_capital_out', 'months_of_a_hedged_pickup',
    'Months of 2022 to 2024 in which a 10-year Treasury hedged into yen yielded more than a 10-year Japanese bond (without the basis)',
    'months', rows={'hedged_yields_monthly': "reference_month between date '2022-01-31' and date '2024-12-31'"}
) %}
        select count(*) filter (pickup_over_jgb_10y_excl_basis_pct > 0)
        from hedged_yields_monthly
        where hedge_pair = 'treasury_3m_less_jgb_1y_average'
            and reference_month between date '2022-01-31' and date '2024-12-31'
        having count(pickup_over_jgb_10y_excl_basis_pct) > 0
{% endcall %}
{% endmacro %}
