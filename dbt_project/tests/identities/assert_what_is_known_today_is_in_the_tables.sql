-- holdings and holder_flows are what their as-of macros say of the last day of
-- all, row for row.
-- depends_on: {{ ref('holder_flows') }}
{{ config(meta={'dagster': {'ref': {'name': 'holder_flows'}}}) }}

with

tables as (
    {%- set tables = {
        'holdings': ['agreeing_sources', 'differing_sources'],
        'holder_flows': [
            'valuation_basis',
            'estimated_valuation_change_usd_mn',
            'estimated_valuation_change_low_usd_mn',
            'estimated_valuation_change_high_usd_mn',
            'position_based_basis',
            'position_based_net_purchases_usd_mn',
            'position_based_net_purchases_low_usd_mn',
            'position_based_net_purchases_high_usd_mn',
        ],
    } %}
    {%- for name, beside in tables.items() %}
    {%- set today -%}
        select * exclude (newest_release_at_hand, months_behind_public)
        from {{ name }}_as_of(date '9999-12-30')
    {%- endset %}
    {%- set but = 'exclude (' ~ beside | join(', ') ~ ') ' if beside else '' %}
    {%- set held = 'select * ' ~ but ~ 'from ' ~ ref(name) %}
    {%- for these, those in [(held, today), (today, held)] %}
    select
        '{{ name }}' as table_name,
        holder_code,
        reference_month,
        instrument,
    from ({{ these }} except {{ those }}) as more -- noqa: LT05,LT11
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select * from tables
)

select * from final
