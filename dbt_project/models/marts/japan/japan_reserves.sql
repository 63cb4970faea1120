with

reserves as (
    select * from {{ ref('stg_mof__reserves') }}
),

final as (
    select
        reserves.reference_month,
        reserves.reserve_assets_usd_mn,
        reserves.foreign_currency_usd_mn,
        reserves.securities_usd_mn,
        reserves.deposits_usd_mn,
        reserves.imf_position_usd_mn,
        reserves.sdr_usd_mn,
        reserves.gold_usd_mn,
        reserves.other_reserve_assets_usd_mn,
        reserves.securities_usd_mn
        - month_before.securities_usd_mn as securities_change_usd_mn,
        reserves.deposits_usd_mn
        - month_before.deposits_usd_mn as deposits_change_usd_mn,
        reserves.source,
        reserves.captured_on,
        reserves.source_sha256,
        reserves.line_number,
    from reserves
    left join reserves as month_before
        on
            last_day(reserves.reference_month - interval 1 month)
            = month_before.reference_month
)

select * from final
order by reference_month
