with

cofer as (
    select * from {{ ref('stg_imf__cofer') }}
    where not is_total
),

final as (
    select
        quarter_end,
        country_group,
        currency,
        max(figure) filter (measure = 'share_pct') as share_pct,
        max(figure) filter (measure = 'amount_usd') / 1e6 as amount_usd_mn,
        'imf_cofer' as source,
        max_by(source_sha256, measure) as source_sha256,
        max_by(line_number, measure) as line_number,
    from cofer
    group by quarter_end, country_group, currency
)

select * from final
order by country_group, quarter_end, currency
