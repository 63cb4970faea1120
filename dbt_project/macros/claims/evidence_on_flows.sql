{# Whether Japan sold, prices apart, and when: purchases, in the vintage queried. #}
{% macro evidence_on_flows() %}
{% for instrument, suffix, words in instruments() %}
{%- set japan = "holder_code = '" ~ var('japan') ~ "' and instrument = '" ~ instrument ~ "'" -%}
{%- set article = "from holder_flows where " ~ japan
    ~ " and is_complete_month and reference_month >= date '2024-01-31'" -%}
{%- set fall = "from holder_flows where " ~ japan
    ~ " and reference_month between date '2024-04-30' and date '2024-12-31'" -%}
{%- set crosses = japan ~ " and reference_month >= date '2024-01-31'" -%}

{% for column, what in [
    ('position_change', 'Change of holdings'),
    ('net_purchases', 'Net purchases'),
    ('valuation_change', 'Price change'),
    ('other_change', 'What neither purchases nor prices explain'),
] %}
{% call evidence(
    'the_fall_was_selling', column ~ '_april_to_december_2024' ~ suffix,
    what ~ ' of Japan from April to December 2024' ~ words, 'USD million',
    basis='slt_reported', crosses=crosses, until='2024-12-31',
    until_where=japan
) %}
        select sum({{ column }}_usd_mn)
        {{ fall }}
{% endcall %}
union all
{% call evidence(
    'the_fall_was_selling', column ~ '_since_january_2024' ~ suffix,
    what ~ ' of Japan from January 2024 to the latest month' ~ words, 'USD million',
    basis='slt_reported', crosses=crosses
) %}
        select sum({{ column }}_usd_mn)
        {{ article }}
{% endcall %}
union all
{% endfor %}
{% call evidence(
    'retaliation_by_its_timing', 'days_from_peak_to_announcement' ~ suffix,
    "Days from the month-end of Japan's peak in 2024 to the announcement of tariffs on electric cars" ~ words,
    'days', until='2024-12-31', until_where=japan
) %}
        select datediff(
            'day', arg_max(reference_month, position_usd_mn), date '2024-05-14'
        )
        from holdings
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}' and is_continuing
            and reference_month between date '2023-12-31' and date '2024-12-31'
{% endcall %}
union all
{% for first, last, name, what in [
    ('2024-06-30', '2025-03-31', 'after_the_announcement',
        'from the announcement to the tariffs on all cars (June 2024 to March 2025)'),
    ('2025-04-30', '2025-09-30', 'under_tariffs_on_all_cars',
        'from April to September 2025, under tariffs on all cars'),
] %}
{% call evidence(
    'retaliation_by_its_timing', 'net_purchases_' ~ name ~ suffix,
    'Net purchases of Japan ' ~ what ~ words, 'USD million', basis='slt_reported',
    crosses=crosses, until=last, until_where=japan
) %}
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '{{ var("japan") }}' and instrument = '{{ instrument }}'
            and reference_month between date '{{ first }}' and date '{{ last }}'
{% endcall %}
union all
{% endfor %}
{% endfor %}
{% for first, last, claim, name in [
    ('1990-01-31', '1991-12-31', 'sold_in_the_bust_of_the_1990s', '1990_and_1991'),
    ('1992-01-31', '1999-12-31', 'sold_in_the_bust_of_the_1990s', '1992_to_1999'),
    ('2008-01-31', '2008-12-31', 'bought_in_2008', '2008'),
    ('2009-01-31', '2009-12-31', 'bought_in_2008', '2009'),
] %}
{% call evidence(
    claim, 'net_purchases_' ~ name,
    'Net purchases of long-term Treasuries by Japan, ' ~ name.replace('_', ' '),
    'USD million', basis='form_s'
) %}
        select sum(net_purchases_usd_mn)
        from holder_flows
        where holder_code = '{{ var("japan") }}' and instrument = 'long_term'
            and basis = 'form_s'
            and reference_month between date '{{ first }}' and date '{{ last }}'
{% endcall %}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% endmacro %}
