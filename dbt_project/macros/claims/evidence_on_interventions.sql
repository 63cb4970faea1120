{#
  Whether interventions failed, and whether Japan sold then or instead: what the
  episodes of funding_ratio cost, and what was sold inside and outside their months.
#}
{% macro evidence_on_interventions(known_rows) %}
{%- set episodes = "direction = 'yen_bought' and first_day >= date '2022-01-01'" -%}
{%- set of_months = {
    'funding_ratio': episodes,
    'market_monthly': "reference_month >= date '2021-01-31'"
        ~ " and usdjpy_noon_new_york_month_end is not null",
} -%}
{#- month-end before the first day and month-end later; or averages of the months -#}
{%- set conventions = [
    ('by_averages', 'average', 'by monthly averages'),
    ('by_month_ends', 'month_end', 'by month-ends'),
] -%}
{% for months, name, words in [
    (3, 'three_months', 'three months'), (12, 'a_year', 'a year'),
] %}
{% call evidence(
    known_rows, 'interventions_were_in_vain', 'episodes_known_' ~ name ~ '_later',
    'Interventions for the yen since 2022 of which the yen is known ' ~ words ~ ' later',
    'episodes', rows=of_months
) %}
        select nullif(count(*), 0)
        from funding_ratio
        inner join market_monthly as later
            on later.reference_month
                = last_day(last_day + interval {{ months }} month)
                and later.usdjpy_noon_new_york_month_end is not null
        where {{ episodes }}
{% endcall %}
union all
{% for convention, column, by in conventions %}
{% call evidence(
    known_rows, 'interventions_were_in_vain',
    'episodes_with_a_weaker_yen_' ~ name ~ '_later_' ~ convention,
    'Those with a weaker yen ' ~ words ~ ' later than in the month before, ' ~ by,
    'episodes', rows=of_months
) %}
        select nullif(count(*), 0) - count(*) filter (
            later.usdjpy_noon_new_york_{{ column }}
            <= before.usdjpy_noon_new_york_{{ column }}
        )
        from funding_ratio
        inner join market_monthly as before
            on before.reference_month = last_day(first_day - interval 1 month)
        inner join market_monthly as later
            on later.reference_month
                = last_day(last_day + interval {{ months }} month)
                and later.usdjpy_noon_new_york_month_end is not null
        where {{ episodes }}
{% endcall %}
union all
{% call evidence(
    known_rows, 'interventions_were_in_vain',
    'placebo_of_a_weaker_yen_' ~ name ~ '_later_' ~ convention,
    'The same of all months since 2021, interventions or none, ' ~ words
        ~ ' later, ' ~ by,
    'percent of months', rows=of_months
) %}
        select 100 * avg((
            later.usdjpy_noon_new_york_{{ column }}
            > before.usdjpy_noon_new_york_{{ column }}
        )::integer)
        from market_monthly as before
        inner join market_monthly as later
            on later.reference_month = last_day(
                before.reference_month + interval {{ months + 1 }} month
            )
            and later.usdjpy_noon_new_york_month_end is not null
        where before.reference_month >= date '2020-12-31'
{% endcall %}
union all
{% endfor %}
{% endfor %}
{% for claim, column, what in [
    (
        'sold_instead_of_intervening', 'funding_ratio_on_holdings',
        "Fall of Japan's holdings over what was spent",
    ),
    (
        'sold_instead_of_intervening', 'funding_ratio_on_purchases',
        "Japan's net sales over what was spent",
    ),
    (
        'sold_instead_of_intervening', 'funding_ratio_on_purchases_from_settlement',
        "Japan's net sales from the month of the settlement on, over what was spent",
    ),
    (
        'reserves_were_spared', 'funding_ratio_on_reserve_securities',
        "Fall of the securities in Japan's reserves over what was spent",
    ),
] %}
{% for first_day, when in [
    ('2022-09-22', 'September and October 2022'), ('2024-04-29', 'April and May 2024'),
    ('2024-07-11', 'July 2024'), ('2026-04-30', 'April and May 2026'),
    ('2026-07-30', 'July 2026, by estimates of the market'),
] %}
{% call evidence(
    known_rows, claim,
    column ~ '_' ~ (when.split(',')[0] | lower).replace(' and ', '_').replace(' ', '_'),
    what ~ ', interventions of ' ~ when, 'ratio',
    rows={'funding_ratio': "first_day = date '" ~ first_day ~ "'"}
) %}
        select {{ column }}
        from funding_ratio
        where direction = 'yen_bought' and first_day = date '{{ first_day }}'
{% endcall %}
union all
{% endfor %}
{% endfor %}
{% for evidence_id, condition, what in [
    (
        'episodes_with_known_reserves', 'true',
        'Confirmed interventions for the yen since 2022 of which the reserves are landed',
    ),
    (
        'episodes_with_falling_reserves', 'funding_ratio_on_reserve_securities > 0',
        "Those in whose months the reserves' securities fell",
    ),
] %}
{% call evidence(
    known_rows, 'reserves_were_spared', evidence_id, what, 'episodes',
    rows={'funding_ratio': episodes, 'japan_reserves': 'true'}
) %}
        select nullif(count(*), 0) - count(*) + count(*) filter ({{ condition }})
        from funding_ratio
        where {{ episodes }} and not is_estimate
            and funding_ratio_on_reserve_securities is not null
{% endcall %}
union all
{% endfor %}
{% for month, when in [('2026-05-31', 'May 2026'), ('2026-08-31', 'August 2026')] %}
{% call evidence(
    known_rows, 'reserves_were_spared',
    'change_of_reserve_securities_' ~ (when | lower | replace(' ', '_')),
    "Change of the securities in Japan's reserves, " ~ when, 'USD million',
    rows={'japan_reserves': "reference_month = date '" ~ month ~ "'"}
) %}
        select securities_change_usd_mn
        from japan_reserves
        where reference_month = date '{{ month }}'
{% endcall %}
union all
{% endfor %}
{%- set in_order -%}
            select
                net_purchases_usd_mn as purchases,
                row_number() over (order by reference_month) - 1 as place,
                count(*) over () as months,
                exists (
                    select 1 from funding_ratio
                    where {{ episodes }}
                        and reference_month
                        between window_first_month and window_last_month
                ) as is_inside
            from holder_flows
            where holder_code = '{{ var("japan") }}' and instrument = 'total'
                and basis = 'slt_reported' and is_complete_month
                and net_purchases_usd_mn is not null
{%- endset -%}
{%- set of_flows = {
    'flows': "holder_code = '" ~ var('japan') ~ "' and instrument = 'total'"
        ~ " and is_complete_month and reference_month >= date '2023-02-28'",
    'funding_ratio': episodes,
} -%}
{% for evidence_id, expression, what, unit in [
    (
        'net_purchases_a_month_inside', 'avg(purchases) filter (is_inside)',
        'Net purchases of Japan a month inside the months of interventions for the yen, since February 2023',
        'USD million a month',
    ),
    (
        'net_purchases_a_month_outside', 'avg(purchases) filter (not is_inside)',
        'Net purchases of Japan a month outside them', 'USD million a month',
    ),
    (
        'months_inside', "nullif(count(*) filter (is_inside), 0)",
        'Months inside', 'months',
    ),
] %}
{% call evidence(
    known_rows, 'sold_instead_of_intervening', evidence_id, what, unit, basis='slt_reported',
    rows=of_flows
) %}
        select {{ expression }}
        from (
            {{ in_order }}
        )
{% endcall %}
union all
{% endfor %}
{#- the pattern of months is moved through the record and keeps its gaps -#}
{% call evidence(
    known_rows, 'sold_instead_of_intervening', 'chance_of_such_sales_inside',
    'Share of all shifts of these months along the record that have as low purchases',
    'probability', basis='slt_reported', rows=of_flows
) %}
        select avg((shifted.purchases <= inside.purchases)::integer)
        from (
            select steps.place, avg(moved.purchases) as purchases
            from (
                {{ in_order | replace('\n', '\n    ') }}
            ) as steps
            inner join (
                {{ in_order | replace('\n', '\n    ') }}
            ) as marked on marked.is_inside
            inner join (
                {{ in_order | replace('\n', '\n    ') }}
            ) as moved on moved.place = (marked.place + steps.place) % marked.months
            group by steps.place
        ) as shifted
        cross join (
            select avg(purchases) as purchases
            from (
                {{ in_order | replace('\n', '\n    ') }}
            )
            where is_inside
        ) as inside
{% endcall %}
{% endmacro %}
