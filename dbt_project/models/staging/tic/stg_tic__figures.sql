{#
  A file of one measure, one kind of security or no segments gets these here.
#}
{%- set treasury = "'treasury'" -%}
{%- set position = "'position'" -%}
{%- set files = [
    ('stg_tic__slt_table1', 'security_type', "'long_term'", 'measure', none, 'value'),
    ('stg_tic__slt_table3', treasury, 'instrument', 'measure', none, 'value'),
    ('stg_tic__slt_table5', treasury, 'instrument', position, none, 'position'),
    ('stg_tic__mfhhis01', treasury, 'instrument', position, 'segment_id', 'position'),
    ('stg_tic__mfh', treasury, 'instrument', position, none, 'position'),
    ('stg_tic__slt3d_globl', treasury, 'instrument', position, none, 'position'),
    ('stg_tic__slt2d_history', 'security_type', "'long_term'", position, none,
        'position'),
    ('stg_tic__bltype_history', treasury, 'instrument', position, none, 'position'),
    ('stg_tic__oilexp_hist', treasury, 'instrument', position, none, 'position'),
    ('stg_tic__shlhistdat', 'security_type', 'instrument', position, none, 'position'),
    ('stg_tic__s1_globl', treasury, 'instrument', "'gross_purchases'", none,
        'gross_purchases'),
    ('stg_tic__s1_globl', treasury, 'instrument', "'gross_sales'", none,
        'gross_sales'),
    ('stg_tic__s1_globl', treasury, 'instrument', "'net_purchases'", none,
        'net_purchases'),
    ('stg_tic__cslt', treasury, 'instrument', 'measure', none, 'value'),
    ('stg_frb__bertaut_judson', 'security_type', 'instrument', 'measure', none,
        'value'),
    ('stg_frb__foi_adjusted', 'security_type', 'instrument', 'measure', none,
        'value'),
] -%}
with

final as (
    {%- for model, security, instrument, measure, segment, value in files %}
    {%- if not loop.first %}
    union all by name
    {%- endif %}
    select
        source,
        holder_code,
        reference_month,
        {{ security }} as security_type,
        {{ instrument }} as instrument,
        {{ measure }} as measure,
        {{ segment or 'null::varchar' }} as segment_id,
        {{ value }}_usd_mn as value_usd_mn,
        precision_usd_mn,
        vintage,
        is_latest_vintage,
        source_sha256,
        line_number,
        {%- if 's1_globl' in model %}
        null as column_number,
        {%- else %}
        column_number,
        {%- endif %}
    from {{ ref(model) }}
    {%- endfor %}
)

select * from final
