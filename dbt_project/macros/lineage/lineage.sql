{#
  Table macros inside the published file that lead from a figure to the cells that it
  was read from: file, address, hash, release, line, column, and what is printed there.
  They call their tables by plain names, because a person may open the file under any
  name.
#}
{% macro lineage_of() %}
create or replace macro meta.lineage_of(
    holder, month, instrument_held := 'total'
) as table
with

requested as (
    select
        holder_code,
        last_day(month::date) as reference_month,
        last_day(month::date - interval 1 month) as month_before,
    from main.holders
    where holder in (holder_code, holder_name)
),

-- a change of the position compares with the month before
positions as (
    select
        if(
            holdings.reference_month = requested.reference_month,
            'position',
            'position_of_the_month_before'
        ) as figure,
        vintages.*,
    from main.holdings as holdings
    inner join requested
        on
            holdings.holder_code = requested.holder_code
            and holdings.reference_month in (
                requested.reference_month, requested.month_before
            )
            and holdings.instrument = instrument_held
    inner join main.figure_vintages as vintages
        on
            holdings.holder_code = vintages.holder_code
            and holdings.reference_month = vintages.reference_month
            and holdings.instrument = vintages.instrument
            and holdings.source = vintages.source
            and vintages.security_type = 'treasury'
            and vintages.measure = 'position'
            and vintages.known_to is null
            and holdings.segment_id
            = coalesce(vintages.segment_id, holdings.segment_id)
),

-- the price change of the total is that of long-term Treasuries
flows as (
    select
        vintages.measure as figure,
        vintages.*,
    from main.holder_flows as flows
    inner join requested
        on
            flows.holder_code = requested.holder_code
            and flows.reference_month = requested.reference_month
            and flows.instrument = instrument_held
    inner join main.figure_vintages as vintages
        on
            flows.holder_code = vintages.holder_code
            and flows.reference_month = vintages.reference_month
            and flows.flow_source = vintages.source
            and vintages.security_type = 'treasury'
            and vintages.measure not in ('position', 'survey_position')
            and vintages.known_to is null
            and vintages.instrument = if(
                flows.instrument = 'total'
                and vintages.measure = 'valuation_change',
                'long_term',
                flows.instrument
            )
),

figures as (
    from positions
    union all by name
    from flows
),

cells as (
    {%- for file in published_files_with('figures') %}
    from raw.{{ file.raw_table }}
    {%- if not loop.last %}
    union all by name
    {%- endif %}
    {%- endfor %}
),

-- Form S prints purchases and sales; net purchases are read from both
final as (
    select
        figures.figure,
        figures.value_usd_mn,
        figures.reference_month,
        {{ place_of_a_cell() }}
    from figures
    inner join cells
        on
            figures.source_sha256 = cells.source_sha256
            and figures.line_number = cells.line_number
            and case
                when figures.column_number is not null
                    then figures.column_number = cells.column_number
                when figures.measure = 'gross_purchases'
                    then cells.measure = 'purchases_treasury'
                when figures.measure = 'gross_sales'
                    then cells.measure = 'sales_treasury'
                else cells.measure in ('purchases_treasury', 'sales_treasury')
            end
    inner join meta.landed_files as landed
        on figures.source_sha256 = landed.sha256
)

select * from final
order by figure, reference_month, line_number, column_number;
comment on macro table meta.lineage_of is
'Where the figures of holdings and holder_flows stand in the publishers'' files: from meta.lineage_of(''Japan'', date ''2026-04-30''); a third argument asks for long_term or short_term instead of total. One row per figure and cell; where the publisher printed it wrongly and the seed corrections mends it, correction says why. A change of the position is that of two positions; other_change_usd_mn is what purchases and prices leave of it.'
{% endmacro %}

{# The text of a cell of raw, and where its file comes from. #}
{% macro place_of_a_cell() %}
        cells.label as row_or_series,
        cells.period,
        cells.cell_text,
        (
            select any_value(corrections.reason)
            from seeds.corrections as corrections
            where
                corrections.source_id = landed.source_id
                and corrections.label = cells.label
                and corrections.code is not distinct from cells.code
                and corrections.reference_date = cells.reference_date
                and corrections.measure = cells.measure
                and corrections.expect = cells.cell_value
        ) as correction,
        landed.unit as unit_of_file,
        landed.publisher,
        landed.title,
        landed.file_name,
        landed.url,
        landed.released_on,
        landed.raw_table,
        cells.source_sha256,
        cells.line_number,
        cells.column_number,
{%- endmacro %}
