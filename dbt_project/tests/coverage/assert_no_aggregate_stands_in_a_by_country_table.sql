-- Totals, regions, sectors, memo groups, groups of the past and residuals
-- contain countries. The codes are listed here a second time (from section 4 of
-- the domain's description), so that a wrong scope in the seed is found, too.
{{ config(meta={'dagster': {'ref': {'name': 'holdings_by_country'}}}) }}

with

rows_by_country as (
    select
        'holdings_by_country' as table_name,
        holder_code,
        holder_name,
    from {{ ref('holdings_by_country') }}
    union
    select
        'flows_by_country' as table_name,
        holder_code,
        holder_name,
    from {{ ref('flows_by_country') }}
    union
    select
        'holdings_by_country_and_instrument' as table_name,
        holder_code,
        holder_name,
    from {{ ref('holdings_by_country_and_instrument') }}
    union
    select
        'flows_by_country_and_instrument' as table_name,
        holder_code,
        holder_name,
    from {{ ref('flows_by_country_and_instrument') }}
),

holders as (
    select * from {{ ref('holders') }}
),

final as (
    select
        rows_by_country.*,
        holders.scope,
    from rows_by_country
    inner join holders
        on rows_by_country.holder_code = holders.holder_code
    where
        holders.scope <> 'country'
        or rows_by_country.holder_code in (
            '99996', '69995', '79995', '72907', '76929', '99990', '99991',
            '19992', '39942', '39993', '34401', '49999', '59994', '69906',
            '16713', '16721', '10308', '13059', 'OILEXP', 'CARIBBC', 'OTHER'
        )
)

select * from final
