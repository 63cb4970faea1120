with

flows as (
    select * from {{ ref('holder_flows') }}
    where basis = 'slt_reported' and net_purchases_usd_mn is not null
),

paired as (
    select
        long_term.holder_code,
        long_term.holder_name,
        long_term.holder_scope,
        long_term.reference_month,
        long_term.net_purchases_usd_mn as long_term_net_purchases_usd_mn,
        short_term.net_purchases_usd_mn as short_term_net_purchases_usd_mn,
        long_term.flow_break_id as break_id,
    from flows as long_term
    inner join flows as short_term
        on
            long_term.holder_code = short_term.holder_code
            and long_term.reference_month = short_term.reference_month
            and long_term.instrument = 'long_term'
            and short_term.instrument = 'short_term'
),

final as (
    select
        *,
        case
            when long_term_net_purchases_usd_mn < 0 then 'bonds_to_bills'
            else 'bills_to_bonds'
        end as rotation,
        least(
            abs(long_term_net_purchases_usd_mn),
            abs(short_term_net_purchases_usd_mn)
        ) as rotated_usd_mn,
    from paired
    where
        sign(long_term_net_purchases_usd_mn)
        * sign(short_term_net_purchases_usd_mn) = -1
)

select * from final
order by holder_code, reference_month
