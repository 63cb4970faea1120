{#
  The holdings that were known under a condition on known_from and known_to: of the
  sources that printed a holder's month, the first by precedence, with the break that
  the month spans. Used for `holdings` (known today) and `holdings_as_of(date)`; the
  latter is a macro inside the published file, so it calls its tables by their plain
  names, and it leaves out the comparison with other sources, which takes as long again.
#}
{% macro holdings_known(
    condition, vintages, flow_vintages, holders, series_breaks,
    with_other_sources=false
) %}
with

known as (
    select * from {{ vintages }}
    where {{ condition }}
),

chosen as (
    select * from known
    qualify precedence = min(precedence) over (
        partition by holder_code, reference_month, instrument
    )
),

-- of two breaks in one month the one that forbids a comparison is named
breaks as (
    select
        applies_to_source,
        effective_month,
        holder_code,
        arg_min(
            break_id, (not breaks_positions)::integer::varchar || break_id
        ) as break_id,
    from {{ series_breaks }}
    where kind <> 'flow_definition'
    group by applies_to_source, effective_month, holder_code
),

-- Files of one release arrive one by one: until all are here, the newest month has
-- bonds but no bills, or positions but no purchases. By windows and not by a join,
-- because DuckLake's macros can join nothing that depends on their day.
chosen_and_flows as (
    select
        *,
        null::date as flow_month,
    from chosen
    union all by name
    select reference_month as flow_month
    from {{ flow_vintages }}
    where
        holder_code = '{{ var("grand_total") }}'
        and instrument = 'total'
        and measure = 'net_purchases'
        and {{ condition }}
),

months_reached as (
    select
        *,
        {%- for instrument in ['total', 'long_term', 'short_term'] %}
        max(reference_month) filter (
            holder_code = '{{ var("grand_total") }}'
            and instrument = '{{ instrument }}'
            and frequency = 'monthly'
            and is_continuing
        ) over () as last_{{ instrument }},
        {%- endfor %}
        max(flow_month) over () as last_flow,
    from chosen_and_flows
),

-- what is half a year behind is not on its way: of a day in the past, too, only
-- some of the files may be at hand
with_newest as (
    select
        *,
        greatest(last_total, last_long_term, last_short_term, last_flow)
        - interval 6 month as on_its_way_after,
    from months_reached
    where flow_month is null
),

marked as (
    select
        *,
        coalesce(
            reference_month <= least(
                {%- for name in ['total', 'long_term', 'short_term', 'flow'] %}
                case
                    when last_{{ name }} > on_its_way_after then last_{{ name }}
                end
                {%- if not loop.last %},{% endif %}
                {%- endfor %}
            ),
            true
        ) as is_complete_month,
    from with_newest
),

{%- if with_other_sources %}
-- whether the other sources of the same month agree, within their last digits
others as (
    select
        chosen.holder_code,
        chosen.reference_month,
        chosen.instrument,
        {%- set agrees -%}
            abs(known.position_usd_mn - chosen.position_usd_mn)
            <= (known.precision_usd_mn + chosen.precision_usd_mn) / 2
        {%- endset %}
        string_agg(known.source, ', ' order by known.precedence) filter (
            {{ agrees }}
        ) as agreeing_sources,
        string_agg(known.source, ', ' order by known.precedence) filter (
            not ({{ agrees }})
        ) as differing_sources,
    from chosen
    inner join known
        on
            chosen.holder_code = known.holder_code
            and chosen.reference_month = known.reference_month
            and chosen.instrument = known.instrument
            and chosen.precedence < known.precedence
    where chosen.is_continuing and known.is_continuing
    group by chosen.holder_code, chosen.reference_month, chosen.instrument
),
{%- endif %}

final as (
    select
        chosen.holder_code,
        holders.holder_name,
        holders.scope as holder_scope,
        chosen.reference_month,
        chosen.instrument,
        chosen.position_usd_mn,
        chosen.precision_usd_mn,
        chosen.source,
        {%- if with_other_sources %}
        others.agreeing_sources,
        others.differing_sources,
        {%- endif %}
        chosen.basis,
        chosen.frequency,
        chosen.segment_id,
        chosen.is_continuing,
        coalesce(own_break.break_id, any_break.break_id) as break_id,
        chosen.is_complete_month,
        chosen.released_on,
        chosen.known_from,
        chosen.source_sha256,
        chosen.line_number,
    from marked as chosen
    left join {{ holders }} as holders
        on chosen.holder_code = holders.holder_code
    {%- if with_other_sources %}
    left join others
        on
            chosen.holder_code = others.holder_code
            and chosen.reference_month = others.reference_month
            and chosen.instrument = others.instrument
    {%- endif %}
    left join breaks as own_break
        on
            chosen.source = own_break.applies_to_source
            and chosen.reference_month = own_break.effective_month
            and chosen.holder_code = own_break.holder_code
    left join breaks as any_break
        on
            chosen.source = any_break.applies_to_source
            and chosen.reference_month = any_break.effective_month
            and any_break.holder_code is null
)

select * from final
{% endmacro %}
