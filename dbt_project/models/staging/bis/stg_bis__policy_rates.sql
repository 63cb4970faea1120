with

{{ newest_cells('bis_policy_rates') }},

final as (
    select
        reference_date as reference_month,
        split_part(label, '.', 2) as country,
        figure as policy_rate_pct,
        captured_at,
        source_sha256,
        line_number,
    from newest
)

select * from final
