with

{{ newest_cells('us_treasury_debt_to_penny', ['measure']) }},

final as (
    select
        reference_date as date,
        case measure
            when 'debt_held_public_amt' then 'held_by_public'
            when 'intragov_hold_amt' then 'intragovernmental'
            when 'tot_pub_debt_out_amt' then 'total'
        end as measure,
        figure / 1e6 as amount_usd_mn,
        captured_at,
        source_sha256,
        line_number,
    from newest
)

select * from final
