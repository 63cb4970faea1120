with

holdings as (
    select * from {{ ref('holdings') }}
    where is_continuing and instrument = 'total' and frequency = 'monthly'
),

totals as (
    select
        reference_month,
        position_usd_mn as all_foreign_usd_mn,
    from holdings
    where holder_code = '{{ var("grand_total") }}'
),

debt as (
    select
        reference_month,
        max(amount_usd_mn) filter (measure = 'marketable_market_value')
            as marketable_market_value_usd_mn,
        max(amount_usd_mn) filter (measure = 'held_by_public_face')
            as held_by_public_face_usd_mn,
        max(amount_usd_mn) filter (measure = 'marketable_face')
            as marketable_face_usd_mn,
    from {{ ref('treasury_debt_monthly') }}
    group by reference_month
),

final as (
    select
        holdings.holder_code,
        holdings.holder_name,
        holdings.holder_scope,
        holdings.reference_month,
        holdings.position_usd_mn,
        totals.all_foreign_usd_mn,
        debt.marketable_market_value_usd_mn,
        debt.held_by_public_face_usd_mn,
        debt.marketable_face_usd_mn,
        round(100 * holdings.position_usd_mn / totals.all_foreign_usd_mn, 6)
            as share_of_foreign_holdings_pct,
        round(
            100 * holdings.position_usd_mn
            / debt.marketable_market_value_usd_mn, 6
        ) as share_of_marketable_debt_at_market_value_pct,
        round(
            100 * holdings.position_usd_mn / debt.held_by_public_face_usd_mn, 6
        ) as share_of_debt_held_by_public_mixed_basis_pct,
        round(
            100 * holdings.position_usd_mn / debt.marketable_face_usd_mn, 6
        ) as share_of_marketable_face_mixed_basis_pct,
        holdings.basis as position_basis,
        holdings.source as position_source,
        holdings.break_id,
    from holdings
    inner join totals
        on holdings.reference_month = totals.reference_month
    left join debt
        on holdings.reference_month = debt.reference_month
)

select * from final
order by holder_code, reference_month
