with

largest_holders as (
    {% filter indent %}{% include "holders/largest.sql" %}{% endfilter %}
),

oil_exporters as (
    {% filter indent %}{% include "holders/oil_exporters.sql" %}{% endfilter %}
),

broken as (
    select
        holdings_by_country.reference_month,
        holdings_by_country.holder_name,
        holdings_by_country.break_id,
    from holdings_by_country
    inner join largest_holders
        on holdings_by_country.holder_name = largest_holders.holder_name
    where holdings_by_country.position_usd_mn is not null
    union
    select
        oil_exporters.reference_month,
        'Twelve oil exporters' as holder_name,
        oil_exporters.break_id,
    from oil_exporters
)

select
    broken.reference_month,
    string_agg(broken.holder_name, ', ' order by broken.holder_name)
        as holder_names,
    replace(series_breaks.kind, '_', ' ') as kind,
    series_breaks.break_id,
    series_breaks.reason,
from broken
inner join series_breaks
    on broken.break_id = series_breaks.break_id
where series_breaks.breaks_positions
group by all
order by
    broken.reference_month,
    series_breaks.break_id
