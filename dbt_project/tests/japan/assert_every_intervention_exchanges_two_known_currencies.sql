-- A landed day has the yen on one side and a known currency on the other: else
-- its direction would be read wrongly.
with

final as (
    select
        occurred_on,
        sold_currency,
        bought_currency,
        amount_100mn_yen,
    from {{ ref('stg_mof__interventions') }}
)

select * from final
where
    sold_currency is null
    or bought_currency is null
    or (sold_currency = 'JPY') = (bought_currency = 'JPY')
