{# Whether groups of countries, or all central banks, turn away from the dollar. #}
{% macro evidence_on_the_world(known_rows) %}
{% for claim, group, name in [
    ('eu_reweighs', 'european_union', 'the European Union'),
    ('asean_reweighs', 'asean', 'ASEAN'),
] %}
{%- set members -%}
            select holder_code from holder_groups
            where group_code = '{{ group }}' and member_to is null
{%- endset -%}
{%- set of_members = "instrument = 'total' and is_complete_month"
    ~ " and reference_month >= date '2023-02-28' and (holder_code = '"
    ~ var('grand_total') ~ "' or holder_code in (select holder_code from"
    ~ " holder_groups where group_code = '" ~ group ~ "'))" -%}
{% for end, expression, what in ends_of_purchases() %}
{% call evidence(
    known_rows, claim, end ~ '_in_twelve_months',
    what ~ ' of ' ~ name ~ ' in the latest twelve months, members of today',
    'USD million', basis='slt_reported', rows={'flows': of_members}
) %}
        select sum(purchases)
        from (
            select {{ expression | replace('\n', '\n    ') }} as purchases
            from holder_flows
            where instrument = 'total' and basis = 'slt_reported'
                and is_complete_month
                and holder_code in (
                    {{ members | replace('\n', '\n        ') }}
                )
            group by reference_month
            order by reference_month desc
            limit 12
        )
        having count(purchases) = 12
{% endcall %}
union all
{% endfor %}
{%- set shares -%}
            select
                reference_month,
                100 * sum(position_usd_mn) filter (
                    holder_code <> '{{ var("grand_total") }}'
                ) / max(position_usd_mn) filter (
                    holder_code = '{{ var("grand_total") }}'
                ) as share,
                row_number() over (order by reference_month desc) as place
            from holdings
            where instrument = 'total' and is_continuing and is_complete_month
                and frequency = 'monthly'
                and (
                    holder_code = '{{ var("grand_total") }}' or holder_code in (
                        {{ members | replace('\n', '\n            ') }}
                    )
                )
            group by reference_month
{%- endset -%}
{% for evidence_id, expression, what, unit in [
    (
        'share_now', 'max(share) filter (place = 1)',
        'Share of ' ~ name ~ ' in all foreign holdings in the latest month',
        'percent of foreign holdings',
    ),
    (
        'change_of_share_in_twelve_months',
        'max(share) filter (place = 1) - max(share) filter (place = 13)',
        'Change of that share over twelve months', 'percentage points',
    ),
] %}
{% call evidence(
    known_rows, claim, evidence_id, what, unit, basis='positions', rows={'holdings': of_members}
) %}
        select {{ expression }}
        from (
            {{ shares }}
        )
{% endcall %}
union all
{% endfor %}
{% endfor %}
{#- the IMF prints the dollar's share of allocated reserves at each quarter's end -#}
{%- set dollar -%}
            select
                quarter_end,
                share_pct,
                row_number() over (order by quarter_end desc) as place
            from reserve_currency_shares
            where currency = 'USD' and country_group = 'G001'
                and share_pct is not null
{%- endset -%}
{% for evidence_id, expression, what, unit in [
    (
        'dollar_share_now', 'max(share_pct) filter (place = 1)',
        "The dollar's share of the world's reserves in the latest quarter (IMF COFER)",
        'percent',
    ),
    (
        'change_of_the_dollar_share_in_five_years',
        'max(share_pct) filter (place = 1) - max(share_pct) filter (place = 21)',
        'Change of that share over twenty quarters', 'percentage points',
    ),
] %}
{% call evidence(
    known_rows, 'dedollarisation', evidence_id, what, unit,
    rows={'reserve_currency_shares': "currency = 'USD'"}
) %}
        select {{ expression }}
        from (
            {{ dollar }}
        )
{% endcall %}
union all
{% endfor %}
{%- set official = "holder_code = '" ~ var('foreign_official') ~ "' and instrument = 'total'"
    ~ " and is_complete_month and reference_month >= date '2023-02-28'" -%}
{% for instrument, name, words in [
    ('total', '_of_officials', ''),
    ('long_term', '_of_officials_in_bonds', ', long-term Treasuries alone'),
] %}
{%- set is_last = loop.last %}
{% for end, expression, what in ends_of_purchases() %}
{% call evidence(
    known_rows, 'dedollarisation', end ~ name,
    what ~ ' of foreign officials since February 2023' ~ words, 'USD million',
    basis='slt_reported', rows={'flows': official | replace('total', instrument)}
) %}
        select {{ expression }}
        from holder_flows
        where holder_code = '{{ var("foreign_official") }}' and instrument = '{{ instrument }}'
            and basis = 'slt_reported' and is_complete_month
{% endcall %}
{% if not (is_last and loop.last) %}union all{% endif %}
{% endfor %}
{% endfor %}
{% endmacro %}
