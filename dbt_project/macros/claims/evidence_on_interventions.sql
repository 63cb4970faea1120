{#
  Whether interventions failed, and whether Japan sold then or instead: what the
  episodes of funding_ratio cost, and what was sold inside and outside their months.
#}
{% macro evidence_on_interventions() %}
{%- set episodes = "direction = 'yen_bought' and first_day >= date '2022-01-01'" -%}
{% for months, name, words in [
    (3, 'three_months', 'three months'), (12, 'a_year', 'a year'),
] %}
{% for condition, evidence_id, what in [
    (
        'true', 'episodes_known_' ~ name ~ '_later',
        'Interventions for the yen since 2022 of which the yen is known ' ~ words
            ~ ' later',
    ),
    (
        'later.usdjpy_noon_new_york_average > before.usdjpy_noon_new_york_average',
        'episodes_with_a_weaker_yen_' ~ name ~ '_later',
        'Interventions for the yen since 2022 with a weaker yen ' ~ words
            ~ ' later than in the month before',
    ),
] %}
{% call evidence('interventions_were_in_vain', evidence_id, what, 'episodes') %}
        select nullif(count(*), 0) - count(*) + count(*) filter ({{ condition }})
        from funding_ratio
        inner join market_monthly as before
            on before.reference_month = last_day(first_day - interval 1 month)
                and before.usdjpy_noon_new_york_average is not null
        inner join market_monthly as later
            on later.reference_month
                = last_day(last_day + interval {{ months }} month)
                and later.usdjpy_noon_new_york_month_end is not null
        where {{ episodes }}
{% endcall %}
union all
{% endfor %}
{% endfor %}
{% for column, what in [
    ('funding_ratio_on_holdings', "Fall of Japan's holdings over what was spent"),
    ('funding_ratio_on_purchases', "Japan's net sales over what was spent"),
] %}
{% for first_day, when in [
    ('2022-09-22', 'September and October 2022'), ('2024-04-29', 'April and May 2024'),
    ('2024-07-11', 'July 2024'), ('2026-04-30', 'April and May 2026'),
] %}
{% call evidence(
    'sold_instead_of_intervening',
    column ~ '_' ~ (when | lower).replace(' and ', '_').replace(' ', '_'),
    what ~ ', interventions of ' ~ when, 'ratio'
) %}
        select {{ column }}
        from funding_ratio
        where direction = 'yen_bought' and first_day = date '{{ first_day }}'
{% endcall %}
union all
{% endfor %}
{% endfor %}
{% for join, place in [('semi', 'inside'), ('anti', 'outside')] %}
{% call evidence(
    'sold_instead_of_intervening', 'net_purchases_a_month_' ~ place,
    'Net purchases of Japan a month ' ~ place
        ~ ' the months of interventions for the yen, since February 2023',
    'USD million a month', basis='slt_reported',
    crosses="holder_code = '" ~ var('japan') ~ "' and instrument = 'total'"
        ~ " and reference_month >= date '2023-02-28'"
) %}
        select avg(net_purchases_usd_mn)
        from holder_flows
        {{ join }} join (
            select window_first_month, window_last_month
            from funding_ratio
            where {{ episodes }}
        ) as episodes
            on reference_month between window_first_month and window_last_month
        where holder_code = '{{ var("japan") }}' and instrument = 'total'
            and basis = 'slt_reported'
{% endcall %}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% endmacro %}
