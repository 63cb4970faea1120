-- Published net purchases on the bases that report them month by month, with
-- the months masked in which their meaning breaks.
with

flows as (
    select * from {{ ref('int_reported_flows') }}
    where
        basis in ('form_s', 'slt_reported')
        and instrument in ('long_term', 'total')
        and net_purchases_usd_mn is not null
        -- 99996 and 99990: all foreigners, and official holders among them
        and (
            holder_scope = 'country'
            or holder_code in (
                '{{ var("grand_total") }}', '{{ var("foreign_official") }}'
            )
        )
),

final as (
    select
        holder_code,
        holder_name,
        holder_scope,
        instrument,
        basis,
        reference_month,
        -- counts months without gaps, for windows of a given width
        (year(reference_month) * 12 + month(reference_month))::integer
            as month_number,
        case
            when flow_break_id is null then net_purchases_usd_mn
        end as net_purchases_usd_mn,
        flow_break_id is not null as is_masked,
    from flows
)

select * from final
order by basis, instrument, holder_code, reference_month
