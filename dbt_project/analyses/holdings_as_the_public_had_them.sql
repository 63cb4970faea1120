-- In DuckDB also: from holdings_as_of(date '2024-12-31'), of all sources.
select
    vintages.holder_name,
    vintages.reference_month,
    vintages.position_usd_mn,
    vintages.source,
    vintages.known_from,
    vintages.known_to
from {{ ref('holdings_vintages') }} as vintages
inner join {{ ref('holders') }} as holders
    on vintages.holder_code = holders.holder_code
where
    vintages.known_from <= date '2024-12-31'
    and (
        vintages.known_to is null
        or vintages.known_to > date '2024-12-31'
    )
    and vintages.source = 'slt_table1'
    and vintages.instrument = 'long_term'
    and vintages.reference_month = date '2024-10-31'
    and holders.scope = 'country'
order by vintages.position_usd_mn desc
limit 10
