{%- set quoted_grand_total = "'" ~ var('grand_total') ~ "'" -%}
with

holdings as (
    select * from {{ ref('holdings') }}
    where is_continuing and instrument = 'total' and frequency = 'monthly'
),

debt as (
    select * from {{ ref('treasury_debt_monthly') }}
    where
        measure in (
            'marketable_market_value', 'held_by_public_face', 'marketable_face'
        )
),

denominators as (
    select
        reference_month,
        'all_foreign' as denominator,
        position_usd_mn as denominator_usd_mn,
        false as is_mixed_basis,
        break_id,
    from holdings
    where holder_code = '{{ var("grand_total") }}'
    union all by name
    select
        reference_month,
        measure as denominator,
        amount_usd_mn as denominator_usd_mn,
        measure <> 'marketable_market_value' as is_mixed_basis,
    from debt
),

final as (
    select
        holdings.holder_code,
        holdings.holder_name,
        holdings.holder_scope,
        holdings.reference_month,
        denominators.denominator,
        holdings.position_usd_mn,
        denominators.denominator_usd_mn,
        round(
            100 * holdings.position_usd_mn / denominators.denominator_usd_mn, 6
        ) as share_pct,
        denominators.is_mixed_basis,
        holdings.basis as position_basis,
        holdings.source as position_source,
        coalesce(holdings.break_id, denominators.break_id) as break_id,
        {{ caveat_text() }} as caveat,
    from holdings
    inner join denominators
        on holdings.reference_month = denominators.reference_month
    -- months without a position of all foreigners have one of few holders only
    semi join denominators as with_all_foreign
        on
            holdings.reference_month = with_all_foreign.reference_month
            and with_all_foreign.denominator = 'all_foreign'
    -- every share and rank rests on the total
    {{ join_caveats('holdings', quoted_grand_total) }}
)

select * from final
order by holder_code, reference_month, denominator
