-- Every figure of the files whose blocks in orchestration/sources say how their
-- staging models become figures.
with

figures as (
    {%- for file in published_files_with('figures') %}
    {%- set outer = loop %}
    {%- for each in file.staging.figures %}
    {%- if not (outer.first and loop.first) %}
    union all by name
    {%- endif %}
    select
        source,
        holder_code,
        reference_month,
        {{ each.security_type }} as security_type,
        {{ each.instrument }} as instrument,
        {{ each.measure }} as measure,
        {{ each.segment_id }} as segment_id,
        {{ each.value }} as value_usd_mn,
        precision_usd_mn,
        vintage,
        is_latest_vintage,
        source_sha256,
        line_number,
        {{ each.column_number }} as column_number,
    from {{ ref(file.staging.model) }}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        *,
        case
            when value_usd_mn is null then 'suppressed'
            when value_usd_mn = 0 then 'zero'
            else 'reported'
        end as value_status,
    from figures
)

select * from final
