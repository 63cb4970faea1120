-- The currencies of the world's reserves share them all: 100 %, of a quarter
-- that is landed with its total. A hundredth of a point is left to the
-- precision that the publisher stores.
{{ config(meta={'dagster': {'ref': {'name': 'reserve_currency_shares'}}}) }}

with

cofer as (
    select * from {{ ref('stg_imf__cofer') }}
    where country_group = 'G001' and measure = 'share_pct'
),

totals as (
    select quarter_end from cofer
    where is_total
),

shares as (
    select
        quarter_end,
        sum(share_pct) as share_of_all_pct,
    from {{ ref('reserve_currency_shares') }}
    where country_group = 'G001'
    group by quarter_end
)

select shares.*
from shares
inner join totals
    on shares.quarter_end = totals.quarter_end
where abs(shares.share_of_all_pct - 100) > 0.01
