with

largest_holders as (
    {% filter indent %}{% include "holders/largest.sql" %}{% endfilter %}
)

select distinct
    holdings_by_country.reference_month,
    holdings_by_country.holder_name,
    replace(series_breaks.kind, '_', ' ') as kind,
    series_breaks.break_id,
    series_breaks.reason,
from holdings_by_country
inner join largest_holders
    on holdings_by_country.holder_name = largest_holders.holder_name
inner join series_breaks
    on holdings_by_country.break_id = series_breaks.break_id
where
    holdings_by_country.instrument = 'total'
    and series_breaks.breaks_positions
    and holdings_by_country.reference_month >= '2012-01-31'
order by
    holdings_by_country.reference_month,
    holdings_by_country.holder_name,
    series_breaks.break_id
