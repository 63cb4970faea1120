{# As lineage.sql, for daily figures: yields and fx_rates. #}
{% macro lineage_of_yield() %}
create or replace macro meta.lineage_of_yield(
    of_country, of_tenor_months, on_day
) as table
with

cells as (
    {%- for raw_table in [
        'us_treasury_par_yields', 'fed_h15', 'fred_series', 'mof_jgb'
    ] %}
    select
        '{{ raw_table }}' as raw_table,
        *,
    from raw.{{ raw_table }}
    {%- if not loop.last %}
    union all by name
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        yields.date,
        yields.par_yield_pct,
        {{ place_of_a_cell() }}
    from main.yields as yields
    inner join cells
        on
            yields.source_sha256 = cells.source_sha256
            and yields.line_number = cells.line_number
            and yields.date = cells.reference_date
    semi join seeds.yield_series as series
        on
            yields.country = series.country
            and yields.tenor_months = series.tenor_months
            and cells.raw_table = series.raw_table
            and trim(cells.label) = series.series
    inner join meta.landed_files as landed
        on yields.source_sha256 = landed.sha256
    where
        yields.country = of_country
        and yields.tenor_months = of_tenor_months
        and yields.date = on_day::date
)

select * from final;
comment on macro table meta.lineage_of_yield is
'Where a figure of yields stands in the publisher''s file: from meta.lineage_of_yield(''JP'', 120, date ''2026-06-30''). One row.'
{% endmacro %}

{% macro lineage_of_fx_rate() %}
create or replace macro meta.lineage_of_fx_rate(
    of_currency, on_day, of_fixing := 'noon_new_york'
) as table
with

cells as (
    select
        'noon_new_york' as fixing,
        *,
    from raw.fred_series
    union all by name
    select
        'ecb_reference' as fixing,
        *,
    from raw.ecb_reference_rates
),

-- the ECB quotes per euro, so that a rate per dollar is read from two cells
final as (
    select
        rates.date,
        rates.units_per_usd,
        {{ place_of_a_cell() }}
    from main.fx_rates as rates
    left join seeds.fx_series as series
        on rates.currency = series.currency
    inner join cells
        on
            rates.fixing = cells.fixing
            and rates.source_sha256 = cells.source_sha256
            and rates.date = cells.reference_date
            and case rates.fixing
                when 'noon_new_york' then trim(cells.label) = series.series
                else trim(cells.label) in (rates.currency, 'USD')
            end
    inner join meta.landed_files as landed
        on rates.source_sha256 = landed.sha256
    where
        rates.currency = of_currency
        and rates.date = on_day::date
        and rates.fixing = of_fixing
)

select * from final
order by line_number, column_number;
comment on macro table meta.lineage_of_fx_rate is
'Where a figure of fx_rates stands in the publisher''s file: from meta.lineage_of_fx_rate(''JPY'', date ''2020-08-24''); a third argument asks for ecb_reference instead of noon_new_york. One row, or two where the rate is a cross.'
{% endmacro %}
