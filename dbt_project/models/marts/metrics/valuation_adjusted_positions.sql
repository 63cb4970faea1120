-- From the first month with published purchases on, without a gap: a month
-- whose purchases are missing ends the sum.
with

flows as (
    select * from {{ ref('holder_flows') }}
    where
        basis = 'slt_reported'
        and instrument in ('long_term', 'total')
        and position_usd_mn is not null
        and reference_month >= date '2023-02-28'
),

holdings as (
    select * from {{ ref('holdings') }}
    where is_continuing and reference_month = date '2023-01-31'
),

running as (
    select
        flows.*,
        holdings.position_usd_mn as base_position_usd_mn,
        row_number() over so_far as months,
        sum(flows.net_purchases_usd_mn) over so_far as purchases_usd_mn,
        sum(flows.valuation_change_usd_mn) over so_far as valuation_usd_mn,
        sum(flows.other_change_usd_mn) over so_far as other_usd_mn,
        sum(abs(flows.valuation_change_usd_mn))
            over so_far
            as valuation_size_usd_mn,
        sum(
            abs(flows.net_purchases_usd_mn)
            + abs(flows.valuation_change_usd_mn)
            + abs(flows.other_change_usd_mn)
        ) over so_far as all_sizes_usd_mn,
        count(flows.other_change_usd_mn) over so_far as complete_months,
    from flows
    inner join holdings
        on
            flows.holder_code = holdings.holder_code
            and flows.instrument = holdings.instrument
    window so_far as (
        partition by flows.holder_code, flows.instrument
        order by flows.reference_month
        rows between unbounded preceding and current row
    )
),

final as (
    select
        holder_code,
        holder_name,
        holder_scope,
        reference_month,
        instrument,
        position_usd_mn,
        base_position_usd_mn,
        base_position_usd_mn
        + purchases_usd_mn as valuation_adjusted_position_usd_mn,
        purchases_usd_mn as net_purchases_since_base_usd_mn,
        valuation_usd_mn as valuation_since_base_usd_mn,
        other_usd_mn as other_since_base_usd_mn,
        round(
            100 * valuation_size_usd_mn / nullif(all_sizes_usd_mn, 0), 4
        ) as valuation_share_of_moves_pct,
        months::integer as months,
    from running
    where
        complete_months = months
        and months = datediff('month', date '2023-01-31', reference_month)
)

select * from final
order by holder_code, instrument, reference_month
