-- Identity 3: total = long-term + short-term, for positions and for net
-- purchases, of every holder in every vintage. Within one million, because each
-- of the three is rounded by itself.
with

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
),

final as (
    select
        vintage,
        holder_code,
        reference_month,
        measure,
        max(value_usd_mn) filter (instrument = 'total') as total_usd_mn,
        max(value_usd_mn) filter (instrument = 'long_term') as long_term_usd_mn,
        max(value_usd_mn) filter (
            instrument = 'short_term'
        ) as short_term_usd_mn,
    from table3
    where measure in ('position', 'net_purchases')
    group by all
)

select * from final
where abs(total_usd_mn - long_term_usd_mn - short_term_usd_mn) > 1
