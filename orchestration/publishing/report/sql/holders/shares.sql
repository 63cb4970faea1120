with

largest_holders as (
    {% filter indent %}{% include "holders/largest.sql" %}{% endfilter %}
)

select
    holder_shares.reference_month,
    holder_shares.holder_name,
    holder_shares.share_pct as share_of_foreign_holdings_pct,
    replace(series_breaks.kind, '_', ' ') as break_kind,
    holder_shares.caveat as ranking_caveat,
from holder_shares
inner join largest_holders
    on holder_shares.holder_name = largest_holders.holder_name
left join series_breaks
    on
        holder_shares.break_id = series_breaks.break_id
        and series_breaks.breaks_positions
semi join holdings_by_country as complete
    on
        holder_shares.reference_month = complete.reference_month
        and complete.is_complete_month
where
    holder_shares.denominator = 'all_foreign'
order by
    holder_shares.reference_month desc,
    holder_shares.position_usd_mn desc,
    holder_shares.holder_name asc
