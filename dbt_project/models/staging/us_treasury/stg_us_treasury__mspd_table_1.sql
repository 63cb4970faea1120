with

{{ newest_cells(
    'us_treasury_mspd_table_1', ['segment', 'label', 'measure']
) }},

final as (
    select
        reference_date as date,
        segment as security_type,
        nullif(label, '_') as security_class,
        starts_with(segment, 'Total') as is_total,
        case measure
            when 'debt_held_public_mil_amt' then 'held_by_public'
            when 'intragov_hold_mil_amt' then 'intragovernmental'
            when 'total_mil_amt' then 'total'
        end as measure,
        figure as amount_usd_mn,
        captured_at,
        source_sha256,
        line_number,
    from newest
)

select * from final
