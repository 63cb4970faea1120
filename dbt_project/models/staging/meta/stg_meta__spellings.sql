with

printed as (
    {%- for file in published_files_with('label_source') %}
    select
        '{{ file.label_source }}' as source_file,
        label,
        segment,
        code,
        -- "*" is none: the survey prints it for groups long gone too
        min(reference_date) filter (cell_value is not null) as first_month,
        max(reference_date) filter (cell_value is not null) as last_month,
        count(*) as cells,
        count(cell_value) as figures,
    from {{ source('raw', file.raw_table) }}
    group by all
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

normalised as (
    select
        source_file,
        trim(regexp_replace(label, '\s+', ' ', 'g')) as label,
        segment,
        code,
        min(first_month) as first_month,
        max(last_month) as last_month,
        sum(cells)::integer as cells,
        sum(figures)::integer as figures,
    from printed
    group by all
),

labels as (
    select * from {{ ref('holder_labels') }}
),

-- The numbers of footnotes may change from edition to edition: beside a code
-- that code says who it is, else the label without them
-- (see orchestration/landing/labels.py).
final as (
    select
        normalised.source_file,
        normalised.label,
        normalised.segment,
        coalesce(
            in_series.holder_code, in_any.holder_code, normalised.code
        ) as holder_code,
        normalised.first_month,
        normalised.last_month,
        normalised.cells,
        normalised.figures,
    from normalised
    left join labels as in_series
        on
            normalised.source_file = in_series.source_file
            and normalised.label = in_series.label
            and normalised.segment = in_series.segment
    left join labels as in_any
        on
            normalised.source_file = in_any.source_file
            and in_any.label = if(
                normalised.code is null,
                {{ listed_label('normalised.label') }},
                normalised.label
            )
            and coalesce(normalised.code, in_any.holder_code)
            = in_any.holder_code
            and in_any.segment is null
)

select * from final
