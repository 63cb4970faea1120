{#
  Why holdings changed, from the holdings and the flows that were known under
  a condition on known_from and known_to. Used for `int_reported_flows` (known today) and
  `holder_flows_as_of(date)`; the latter is a macro inside the published file, so it
  calls its tables by their plain names. `more_of_holdings` names columns that are passed
  on from there.
#}
{% macro reported_flows_known(
    condition, holdings, vintages, holders, series_breaks, more_of_holdings=[]
) %}
with

holdings as (
    select * from {{ holdings }}
),

flow_figures as (
    select * from {{ vintages }}
    where {{ condition }}
    -- one source for all measures of a month: bases are never pooled
    qualify precedence = min(precedence) over (
        partition by holder_code, reference_month, instrument
    )
),

flows as (
    select
        holder_code,
        reference_month,
        instrument,
        any_value(source) as flow_source,
        any_value(basis) as basis,
        {%- for measure in [
            'gross_purchases', 'gross_sales', 'net_purchases', 'valuation_change',
        ] %}
        max(value_usd_mn) filter (
            measure = '{{ measure }}'
        ) as {{ measure }}_usd_mn,
        {%- endfor %}
    from flow_figures
    group by holder_code, reference_month, instrument
),

continuing as (
    select * from holdings
    where is_continuing
),

breaks as (
    select
        break_id,
        applies_to_source,
        effective_month,
        holder_code,
        breaks_positions,
        breaks_flows,
    from {{ series_breaks }}
),

-- In a month printed twice, the old series' last figure compares with the month
-- before; the continuing one does not. So the row of the month is taken whose
-- segment is that of the month before.
with_previous_month as (
    select
        continuing.holder_code,
        continuing.reference_month,
        continuing.instrument,
        continuing.position_usd_mn,
        continuing.break_id,
        continuing.is_complete_month,
        continuing.source,
        continuing.released_on,
        continuing.caveat,
        {%- for name in more_of_holdings %}
        continuing.{{ name }},
        {%- endfor %}
        previous.position_usd_mn as previous_position_usd_mn,
        comparable.position_usd_mn as comparable_position_usd_mn,
        greatest(
            continuing.precision_usd_mn, previous.precision_usd_mn
        ) as precision_usd_mn,
        previous.segment_id = continuing.segment_id
        and not coalesce(breaks.breaks_positions, false) as is_same_series,
        previous.segment_id <> continuing.segment_id as is_new_segment,
    from continuing
    left join breaks
        on continuing.break_id = breaks.break_id
    left join continuing as previous
        on
            continuing.holder_code = previous.holder_code
            and continuing.instrument = previous.instrument
            and previous.reference_month
            = last_day(continuing.reference_month - interval 1 month)
    left join holdings as comparable
        on
            continuing.holder_code = comparable.holder_code
            and continuing.instrument = comparable.instrument
            and continuing.reference_month = comparable.reference_month
            and previous.segment_id = comparable.segment_id
),

changes as (
    select
        * exclude (
            previous_position_usd_mn,
            comparable_position_usd_mn,
            is_same_series,
            is_new_segment
        ),
        case
            when is_same_series or is_new_segment
                then comparable_position_usd_mn - previous_position_usd_mn
        end as position_change_usd_mn,
        case
            when not is_same_series
                then position_usd_mn - previous_position_usd_mn
        end as position_change_across_break_usd_mn,
    from with_previous_month
),

joined as (
    select
        coalesce(changes.holder_code, flows.holder_code) as holder_code,
        coalesce(changes.reference_month, flows.reference_month) as reference_month,
        coalesce(changes.instrument, flows.instrument) as instrument,
        changes.* exclude (holder_code, reference_month, instrument),
        flows.* exclude (holder_code, reference_month, instrument),
    from changes
    full join flows
        on
            changes.holder_code = flows.holder_code
            and changes.reference_month = flows.reference_month
            and changes.instrument = flows.instrument
),

-- bills have no valuation column, so the total's is that of long term; joined by
-- equal columns alone, for DuckDB compares each row with each for any other condition
long_term as (
    select
        'total' as instrument,
        holder_code,
        reference_month,
        basis,
        flow_source,
        valuation_change_usd_mn,
    from flows
    where instrument = 'long_term' and valuation_change_usd_mn is not null
),

valued as (
    select
        joined.* replace (
            case
                when joined.instrument <> 'total'
                    then joined.valuation_change_usd_mn
                when coalesce(joined.basis, long_term.basis) = long_term.basis
                    then long_term.valuation_change_usd_mn
            end as valuation_change_usd_mn,
            coalesce(joined.basis, long_term.basis, 'position_only') as basis,
            coalesce(joined.flow_source, long_term.flow_source) as flow_source
        ),
    from joined
    left join long_term
        on
            joined.instrument = long_term.instrument
            and joined.holder_code = long_term.holder_code
            and joined.reference_month = long_term.reference_month
),

decomposed as (
    select
        valued.*,
        coalesce(own_break.break_id, any_break.break_id) as flow_break_id,
    from valued
    left join breaks as own_break
        on
            valued.flow_source = own_break.applies_to_source
            and valued.reference_month = own_break.effective_month
            and valued.holder_code = own_break.holder_code
            and own_break.breaks_flows
    left join breaks as any_break
        on
            valued.flow_source = any_break.applies_to_source
            and valued.reference_month = any_break.effective_month
            and any_break.holder_code is null
            and any_break.breaks_flows
),

final as (
    select
        decomposed.holder_code,
        holders.holder_name,
        holders.scope as holder_scope,
        decomposed.reference_month,
        {%- if more_of_holdings %}
        date_trunc('month', decomposed.reference_month)::date as month,
        {%- endif %}
        decomposed.instrument,
        decomposed.position_usd_mn,
        decomposed.position_change_usd_mn,
        decomposed.net_purchases_usd_mn,
        decomposed.valuation_change_usd_mn,
        -- estimated flows explain estimated positions only
        case
            when
                decomposed.basis <> 'frb_estimate'
                or decomposed.source = decomposed.flow_source
                then
                    decomposed.position_change_usd_mn
                    - decomposed.net_purchases_usd_mn
                    - case decomposed.instrument
                        when 'short_term' then 0
                        else decomposed.valuation_change_usd_mn
                    end
        end as other_change_usd_mn,
        decomposed.position_change_across_break_usd_mn,
        decomposed.gross_purchases_usd_mn,
        decomposed.gross_sales_usd_mn,
        decomposed.basis,
        decomposed.precision_usd_mn,
        decomposed.break_id,
        decomposed.flow_break_id,
        coalesce(
            decomposed.reference_month <= max(decomposed.reference_month) filter (
                decomposed.is_complete_month
            ) over (),
            true
        ) as is_complete_month,
        decomposed.source,
        decomposed.flow_source,
        decomposed.released_on,
        decomposed.caveat,
        {%- for name in more_of_holdings %}
        decomposed.{{ name }},
        {%- endfor %}
    from decomposed
    left join {{ holders }} as holders
        on decomposed.holder_code = holders.holder_code
)

select * from final
{% endmacro %}
