-- Nothing is lost or doubled between raw and staging of the debt, the BIS and
-- the IMF: as many rows as raw has keys with a figure, each with a meaning.
{{ config(meta={'dagster': {'ref': {'name': 'stg_imf__cofer'}}}) }}

{% set tables = {
    'us_treasury_debt_to_penny': (
        'stg_us_treasury__debt_to_penny', 'measure is not null'
    ),
    'us_treasury_mspd_table_1': (
        'stg_us_treasury__mspd_table_1', 'measure is not null'
    ),
    'bis_policy_rates': ('stg_bis__policy_rates', "country in ('JP', 'US')"),
    'imf_cofer': ('stg_imf__cofer', 'measure is not null'),
} %}

with

keys as (
    {%- for raw_table in tables %}
    {{ 'union all' if not loop.first }}
    select distinct
        '{{ raw_table }}' as raw_table,
        label,
        code,
        segment,
        measure,
        reference_date,
    from {{ raw_cells(raw_table) }}
    where cell_value is not null
    {%- endfor %}
),

counted_raw as (
    select
        raw_table,
        count(*) as figures,
    from keys
    group by raw_table
),

counted_staged as (
    {%- for raw_table, (model, is_understood) in tables.items() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ raw_table }}' as raw_table,
        count(*) as staged,
        count(*) filter ({{ is_understood }}) as understood,
    from {{ ref(model) }}
    {%- endfor %}
),

final as (
    select
        counted_staged.raw_table,
        coalesce(counted_raw.figures, 0) as figures,
        counted_staged.staged,
        counted_staged.understood,
    from counted_staged
    left join counted_raw
        on counted_staged.raw_table = counted_raw.raw_table
)

select * from final
where
    staged is distinct from figures
    or understood is distinct from figures
