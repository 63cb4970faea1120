{#
  The holdings that were known under a condition on known_from and known_to: of the
  sources that printed a holder's month, the first by precedence, with the break that
  the month spans. Used for `holdings` (known today) and `holdings_as_of(date)`; the
  latter is a macro inside the published file, so it calls its tables by their plain
  names, and it leaves out the comparison with other sources, which takes as long again.
  With a `day` it says how far the vintages at hand lag behind what was public then, and
  has the caveats of today, whose text is complete.
#}
{% macro holdings_known(
    condition, vintages, flow_vintages, holders, series_breaks, caveats,
    with_other_sources=false, day=none
) %}
with

known as (
    select
        *,
        -- the file that the month's total is read from, and what it prints
        min(precedence) filter (instrument = 'total') over month_of_holder
            as precedence_of_total,
        arg_min(known_from, precedence) filter (
            instrument = 'total'
        ) over month_of_holder as total_known_from,
    from {{ vintages }}
    where {{ condition }}
    window month_of_holder as (partition by holder_code, reference_month)
),

-- A total and its parts come from one file, so that they add up; only a newer file
-- takes a part's place. A frozen file prints the totals of a month that a later
-- file has revised in its bonds alone.
candidates as (
    select
        *,
        coalesce(
            bool_or(precedence = precedence_of_total) over instrument_of_month,
            false
        ) as is_printed_with_total,
    from known
    window instrument_of_month as (
        partition by holder_code, reference_month, instrument
    )
),

by_precedence as (
    select * from candidates
    where
        not is_printed_with_total
        or precedence = precedence_of_total
        or known_from > total_known_from
    qualify precedence = min(precedence) over (
        partition by holder_code, reference_month, instrument
    )
),

with_parts as (
    select
        *,
        {%- for instrument in ['total', 'long_term', 'short_term'] %}
        max(position_usd_mn) filter (
            instrument = '{{ instrument }}'
        ) over month_of_holder as {{ instrument }}_usd_mn,
        {%- endfor %}
        min(source) over month_of_holder
        = max(source) over month_of_holder as is_one_file,
        bool_or(is_printed_with_total and precedence <> precedence_of_total)
            over month_of_holder as is_partly_newer,
        sum(precision_usd_mn) over month_of_holder / 2 as rounding_usd_mn,
        min(basis) over month_of_holder
        = max(basis) over month_of_holder as is_one_basis,
        min(known_from) over month_of_holder as oldest_known_from,
    from by_precedence
    window month_of_holder as (
        partition by holder_code, reference_month, is_continuing
    )
),

agreeing as (
    select
        *,
        case
            when total_usd_mn + long_term_usd_mn + short_term_usd_mn is null
                then null
            when is_partly_newer then 'sum_of_parts'
            when is_one_file then 'one_file'
            when
                abs(total_usd_mn - long_term_usd_mn - short_term_usd_mn)
                <= rounding_usd_mn
                then 'within_rounding'
            else 'differs'
        end as parts_agreement,
    from with_parts
),

chosen as (
    select
        * replace (
            case
                when instrument = 'total' and parts_agreement = 'sum_of_parts'
                    then long_term_usd_mn + short_term_usd_mn
                else position_usd_mn
            end as position_usd_mn
        ),
    from agreeing
    -- of figures on one basis that contradict each other, a part that is older than
    -- the total is out of date
    where coalesce(
        parts_agreement <> 'differs'
        or not is_one_basis
        or instrument = 'total'
        or known_from > oldest_known_from
        or known_from >= total_known_from,
        true
    )
),

breaks as (
    {{ position_breaks(series_breaks) }}
),

-- Files of one release arrive one by one: until all are here, the newest month has
-- bonds but no bills, or positions but no purchases. By windows and not by a join,
-- because DuckLake's macros can join nothing that depends on their day.
chosen_and_flows as (
    select
        *,
        null::date as flow_month,
        null::date as public_month,
    from chosen
    union all by name
    select reference_month as flow_month
    from {{ flow_vintages }}
    where
        holder_code = '{{ var("grand_total") }}'
        and instrument = 'total'
        and measure = 'net_purchases'
        and {{ condition }}
    {%- if day %}
    union all by name
    select reference_month as public_month
    from releases
    where released_on <= {{ day }}
    {%- endif %}
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
        {%- if day %}
        max(released_on) over () as newest_release_at_hand,
        max(public_month) over () as last_public_month,
        max(reference_month) filter (
            frequency = 'monthly'
        ) over (partition by instrument) as last_month_at_hand,
        {%- endif %}
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
    where flow_month is null and public_month is null
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
            and chosen.precedence <> known.precedence
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
        {%- if day %}
        date_trunc('month', chosen.reference_month)::date as month,
        {%- endif %}
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
        chosen.parts_agreement,
        chosen.is_complete_month,
        chosen.released_on,
        {%- if day %}
        chosen.newest_release_at_hand,
        greatest(
            date_diff('month', chosen.last_month_at_hand, chosen.last_public_month), 0
        )::integer as months_behind_public,
        {%- endif %}
        chosen.known_from,
        chosen.source_sha256,
        chosen.line_number,
        {{ 'holder_caveats.caveat' if day else caveat_text() }} as caveat,
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
    {{ join_caveats('chosen', 'chosen.holder_code', caveats=caveats) }}
)

select * from final
{% endmacro %}
