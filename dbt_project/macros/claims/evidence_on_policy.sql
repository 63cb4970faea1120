{# What was done and by whom on which day: the list of events, and the calendar. #}
{% macro evidence_on_policy(known_rows) %}
{% for goods, country, name in [
    ('electric_cars', 'Japan', 'electric_cars_from_japan'),
    ('electric_cars', 'China', 'electric_cars_from_china'),
    ('cars', 'all', 'all_cars'),
] %}
{% call evidence(
    known_rows, 'tariffs_were_on_japanese_electric_cars', 'tariffs_on_' ~ name,
    'Events with a tariff of the United States on '
        ~ {'electric_cars_from_japan': 'electric cars from Japan as such',
           'electric_cars_from_china': 'electric cars from China',
           'all_cars': 'cars from everywhere'}[name],
    'events', rows={'events': "kind = 'tariff'"}
) %}
        select count(*) filter (
            tariff_on = '{{ goods }}' and tariff_on_country = '{{ country }}'
        )
        from events
        where kind = 'tariff'
        having count(*) > 0
{% endcall %}
union all
{% endfor %}
{#- The term ended at noon of 20 January 2025: US Constitution, Amendment XX, section 1 -#}
{% call evidence(
    known_rows, 'statements_of_the_biden_administration', 'days_of_early_2025_in_its_term',
    'Days of the first quarter of 2025 before its term ended (20 January, Amendment XX of the US Constitution)',
    'days'
) %}
        select datediff('day', date '2025-01-01', date '2025-01-20')
{% endcall %}
union all
{% call evidence(
    known_rows, 'statements_of_the_biden_administration', 'days_of_early_2025_after_its_term',
    'Days of the first quarter of 2025 from then on', 'days'
) %}
        select datediff('day', date '2025-01-20', date '2025-04-01')
{% endcall %}
{% endmacro %}
