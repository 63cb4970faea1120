{% from "macros/in_words.sql" import bases, in_words -%}
-- The line is cut where another basis begins; and, of purchases that are taken
-- from positions, where those of a country break, because it has none then.
with

breaks as (
    select distinct flows_by_country.reference_month
    from flows_by_country
    inner join series_breaks
        on flows_by_country.break_id = series_breaks.break_id
    where series_breaks.breaks_positions
)

select
    shown.reference_month,
    {{ in_words('shown.basis', bases) }} as basis,
    shown.holders,
    shown.net_sellers,
    shown.net_buyers,
    shown.diffusion_pct,
    shown.diffusion_weighted_pct,
    form_s.diffusion_pct as form_s_diffusion_pct,
    round(shown.net_purchases_usd_mn / 1000, 3) as net_purchases_usd_bn,
    case
        when
            lag(shown.basis) over (order by shown.reference_month)
            <> shown.basis
            then 'another basis'
        when
            shown.basis = 'position_based'
            and breaks.reference_month is not null
            then 'break of positions'
    end as break_kind,
from selling_breadth_monthly as shown
left join selling_breadth_monthly as form_s
    on
        shown.reference_month = form_s.reference_month
        and form_s.instrument = 'long_term'
        and form_s.basis = 'form_s'
left join breaks
    on shown.reference_month = breaks.reference_month
where shown.instrument = 'total' and shown.is_leading_basis
order by shown.reference_month desc
