with

{{ newest_cells('imf_cofer', ['code', 'label', 'measure']) }},

final as (
    select
        reference_date as quarter_end,
        code as country_group,
        replace(label, 'CI_', '') as currency,
        label = 'CI_T' as is_total,
        case measure
            when 'SHRO_PT' then 'share_pct'
            when 'NV_USD' then 'amount_usd'
        end as measure,
        figure,
        captured_at,
        source_sha256,
        line_number,
    from newest
)

select * from final
