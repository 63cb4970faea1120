{#
  The holdings that were known under a condition on known_from and known_to: of the
  sources that printed a holder's month, the first by precedence, with the break that
  the month spans. Used for `holdings` (known today) and `holdings_as_of(date)`; the
  latter is a macro inside the published file, so it calls its tables by their plain
  names.
#}
{% macro holdings_known(condition, vintages, holders, series_breaks) %}
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

-- of two breaks in one month the one that forbids a comparison is told
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
        chosen.basis,
        chosen.frequency,
        chosen.segment_id,
        chosen.is_continuing,
        coalesce(own_break.break_id, any_break.break_id) as break_id,
        chosen.released_on,
        chosen.known_from,
        chosen.source_sha256,
        chosen.line_number,
    from chosen
    left join {{ holders }} as holders
        on chosen.holder_code = holders.holder_code
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
