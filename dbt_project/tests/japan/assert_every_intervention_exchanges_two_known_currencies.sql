-- A landed day sells one known currency for another: else its direction would
-- be read wrongly. The yen is one of them but on six days of 1991 and 1997.
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
    or sold_currency = bought_currency
