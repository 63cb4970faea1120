-- Nothing is lost or doubled between raw and staging: of every landed file
-- whose cells are all staged, staging has as many rows as raw has cells, each
-- with a holder and a meaning. A label with two codes or none shows here.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__slt3d_globl'}}}) }}

{%- set staged = [
    ('tic_slt3d_globl', 'stg_tic__slt3d_globl', 'instrument'),
    ('tic_shlhistdat', 'stg_tic__shlhistdat', 'security_type'),
    ('tic_shl_appendix', 'stg_tic__shl_appendix', 'treasury_type'),
    ('tic_oilexp_hist', 'stg_tic__oilexp_hist', 'instrument'),
    ('frb_bertaut_judson_positions', 'stg_frb__bertaut_judson', 'measure'),
    ('frb_foi_adjusted', 'stg_frb__foi_adjusted', 'measure'),
] %}

with

counted_raw as (
    {%- for raw_table, view, meaning in staged %}
    select
        source_sha256,
        count(*) as cells,
    from {{ source('raw', raw_table) }}
    group by source_sha256
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counted_staged as (
    {%- for raw_table, view, meaning in staged %}
    select
        source_sha256,
        count(*) as staged,
        count(*) filter (
            holder_code is not null and {{ meaning }} is not null
        ) as understood,
    from {{ ref(view) }}
    group by source_sha256
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        counted_raw.source_sha256,
        counted_raw.cells,
        counted_staged.staged,
        counted_staged.understood,
    from counted_raw
    left join counted_staged
        on counted_raw.source_sha256 = counted_staged.source_sha256
)

select * from final
where
    staged is distinct from cells
    or understood is distinct from cells
