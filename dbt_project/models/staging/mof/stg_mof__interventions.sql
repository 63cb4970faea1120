with

cells as (
    select * from {{ raw_cells('mof_interventions') }}
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
    where is_latest_vintage
),

currencies as (
    select
        unnest([
            'US dollar', 'Japanese yen', 'euro', 'German mark', 'Deutsche mark',
            'Indonesian rupiah',
        ]) as currency_name,
        unnest(['USD', 'JPY', 'EUR', 'DEM', 'DEM', 'IDR']) as currency,
),

newest as (
    select
        cells.*,
        landed.captured_on,
        max(cells.reference_date) filter (
            cells.measure = 'quarter_total'
        ) over () as covered_through,
    from cells
    inner join landed
        on cells.source_sha256 = landed.source_sha256
),

named as (
    select
        *,
        regexp_extract(label, 'the ([A-Za-z ]+) \(sold\)', 1) as sold,
        regexp_extract(label, 'the ([A-Za-z ]+) \(bought\)', 1) as bought,
    from newest
    where measure = 'amount'
),

final as (
    select
        named.reference_date as occurred_on,
        sold.currency as sold_currency,
        bought.currency as bought_currency,
        named.cell_value as amount_100mn_yen,
        named.covered_through,
        named.captured_on,
        named.source_sha256,
        named.line_number,
    from named
    left join currencies as sold
        on named.sold = sold.currency_name
    left join currencies as bought
        on named.bought = bought.currency_name
)

select * from final
