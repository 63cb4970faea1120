with

holdings as (
    select * from {{ ref('holdings') }}
    where is_continuing and instrument = 'total' and frequency = 'monthly'
),

totals as (
    select
        reference_month,
        position_usd_mn as total_usd_mn,
    from holdings
    where holder_code = '{{ var("grand_total") }}'
),

countries as (
    select
        holdings.reference_month,
        holdings.position_usd_mn,
        holdings.break_id,
        holdings.position_usd_mn / totals.total_usd_mn as share_held,
        totals.total_usd_mn,
        row_number() over (
            partition by holdings.reference_month
            order by holdings.position_usd_mn desc, holdings.holder_code asc
        ) as place,
    from holdings
    inner join totals
        on holdings.reference_month = totals.reference_month
    where holdings.holder_scope = 'country'
),

summed as (
    select
        reference_month,
        any_value(total_usd_mn) as total_usd_mn,
        count(*)::integer as named_countries,
        count(break_id) > 0 as spans_break,
        sum(share_held::decimal(18, 12))::double as named_share,
        sum((share_held * share_held)::decimal(18, 12))::double as lower_bound,
        min(share_held) filter (share_held > 0) as smallest_named_share,
        sum(share_held::decimal(18, 12)) filter (
            place <= 5
        )::double as top5_share,
        sum(share_held::decimal(18, 12)) filter (
            place <= 10
        )::double as top10_share,
    from countries
    group by reference_month
),

bounded as (
    select
        *,
        greatest(1 - named_share, 0) as unnamed_share,
        lower_bound
        + greatest(1 - named_share, 0) * smallest_named_share as upper_bound,
        lag(named_countries)
            over (order by reference_month)
            as previous_countries,
    from summed
),

final as (
    select
        reference_month,
        total_usd_mn,
        named_countries,
        round(100 * unnamed_share, 4) as unnamed_share_pct,
        round(lower_bound, 8) as herfindahl_lower,
        round(upper_bound, 8) as herfindahl_upper,
        round(1 / upper_bound, 4) as effective_holders_lower,
        round(1 / lower_bound, 4) as effective_holders_upper,
        round(100 * top5_share, 4) as top5_share_pct,
        round(100 * top10_share, 4) as top10_share_pct,
        spans_break,
        coalesce(
            named_countries <> previous_countries, false
        ) as roster_changed,
    from bounded
)

select * from final
order by reference_month
