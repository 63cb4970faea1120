-- Net purchases on the bases that have them month by month: what is published,
-- and before 2023-02 what positions say; with the months masked in which their
-- meaning breaks.
with

published as (
    select
        holder_code,
        holder_name,
        holder_scope,
        instrument,
        basis,
        reference_month,
        net_purchases_usd_mn,
        flow_break_id is not null as is_masked,
    from {{ ref('int_reported_flows') }}
    where
        basis in ('form_s', 'slt_reported')
        and net_purchases_usd_mn is not null
),

-- a position without one to compare it with leaves its month masked
position_based as (
    select
        holder_code,
        holder_name,
        holder_scope,
        instrument,
        'position_based' as basis,
        reference_month,
        net_purchases_usd_mn,
        net_purchases_usd_mn is null as is_masked,
    from {{ ref('int_position_based_purchases') }}
),

flows as (
    select * from published
    union all
    select * from position_based
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
        case when not is_masked then net_purchases_usd_mn end
            as net_purchases_usd_mn,
        is_masked,
        -- Form S books the first counterparty, so that where positions say who
        -- bought they lead
        basis = 'position_based'
        or count_if(basis = 'position_based') over (
            partition by holder_code, instrument, reference_month
        ) = 0 as is_leading_basis,
    from flows
    where
        instrument in ('long_term', 'total')
        -- 99996 and 99990: all foreigners, and official holders among them
        and (
            holder_scope = 'country'
            or holder_code in (
                '{{ var("grand_total") }}', '{{ var("foreign_official") }}'
            )
        )
)

select * from final
order by basis, instrument, holder_code, reference_month
