{% from "macros/in_words.sql" import in_words -%}
with

largest_holders as (
    {% filter indent %}{% include "holders/largest.sql" %}{% endfilter %}
)

select
    holdings_by_country.reference_month,
    holdings_by_country.holder_name,
    round(holdings_by_country.position_usd_mn / 1000, 3) as position_usd_bn,
    replace(series_breaks.kind, '_', ' ') as break_kind,
    {{ in_words('holdings_by_country.source', source_names) }} as source,
    holder_shares.caveat as ranking_caveat,
from holdings_by_country
inner join largest_holders
    on holdings_by_country.holder_name = largest_holders.holder_name
left join series_breaks
    on
        holdings_by_country.break_id = series_breaks.break_id
        and series_breaks.breaks_positions
left join holder_shares
    on
        holdings_by_country.holder_code = holder_shares.holder_code
        and holdings_by_country.reference_month = holder_shares.reference_month
        and holder_shares.denominator = 'all_foreign'
where
    holdings_by_country.instrument = 'total'
    and holdings_by_country.is_complete_month
    and holdings_by_country.reference_month >= '2012-01-31'
order by
    holdings_by_country.reference_month desc,
    holdings_by_country.position_usd_mn desc
