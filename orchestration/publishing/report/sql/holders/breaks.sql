with

largest_holders as (
    {% filter indent %}{% include "holders/largest.sql" %}{% endfilter %}
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
        holdings.reference_month,
        'Twelve oil exporters' as holder_name,
        holdings.break_id,
    from holdings
    where
        holdings.source = 'oilexp_hist'
        and holdings.instrument = 'total'
        and holdings.is_continuing
        and holdings.reference_month < (
            select min(slt.reference_month) from holdings as slt
            where slt.source = 'slt3d_globl'
        )
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
