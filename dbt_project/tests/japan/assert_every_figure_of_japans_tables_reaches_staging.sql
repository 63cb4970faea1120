-- Of each landed file of MOF's tables that is the newest of its source, staging
-- has as many figures as raw: no name of a column is left without a meaning.
{{ config(meta={
    'dagster': {'ref': {'name': 'stg_mof__portfolio_investment'}},
}) }}

with

raw_figures as (
    select
        'mof_6pi_1' as raw_table,
        source_sha256,
        cell_value,
    from {{ raw_cells('mof_6pi_1') }}
    union all
    select
        'mof_6pi_4' as raw_table,
        source_sha256,
        cell_value,
    from {{ raw_cells('mof_6pi_4') }}
    union all
    select
        'mof_interventions' as raw_table,
        source_sha256,
        cell_value,
    from {{ raw_cells('mof_interventions') }}
    where measure <> 'quarter_total'
    union all
    select
        'mof_securities_week' as raw_table,
        source_sha256,
        cell_value,
    from {{ raw_cells('mof_securities_week') }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
    where is_latest_vintage
),

printed as (
    select
        raw_figures.raw_table,
        raw_figures.source_sha256,
        count(raw_figures.cell_value) as figures,
    from raw_figures
    inner join landed
        on raw_figures.source_sha256 = landed.source_sha256
    group by raw_figures.raw_table, raw_figures.source_sha256
),

staged_figures as (
    select
        source_sha256,
        count(acquisition_100mn_yen)
        + count(disposition_100mn_yen)
        + count(net_100mn_yen) as figures,
    from {{ ref('stg_mof__portfolio_investment') }}
    where instrument in ('equity', 'long_term', 'short_term', 'total')
    group by source_sha256
    union all
    select
        source_sha256,
        count(amount_100mn_yen) as figures,
    from {{ ref('stg_mof__interventions') }}
    group by source_sha256
    union all
    select
        source_sha256,
        count(acquisition_100mn_yen)
        + count(disposition_100mn_yen)
        + count(printed_net_100mn_yen) as figures,
    from {{ ref('stg_mof__securities_weekly') }}
    where
        instrument in (
            'equity', 'long_term', 'short_term', 'subtotal', 'total'
        )
    group by source_sha256
),

final as (
    select
        printed.*,
        staged_figures.figures as staged_figures,
    from printed
    left join staged_figures
        on printed.source_sha256 = staged_figures.source_sha256
)

select * from final
where figures is distinct from staged_figures
