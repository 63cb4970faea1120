{#
  A handle for every figure of holdings and holder_flows, which `tic-warehouse verify`
  leads back to the landed bytes: tic:<build>/<table>/<holder>/<month>/<instrument>, of
  flows with the measure, and the value as it was cited.
#}
{% macro cite() %}
create or replace macro meta.cite(
    holder, month, instrument_held := 'total'
) as table
with

figures as (
    unpivot (
        select
            holder_name,
            reference_month,
            instrument,
            position_usd_mn as position,
            position_change_usd_mn as position_change,
            net_purchases_usd_mn as net_purchases,
            valuation_change_usd_mn as valuation_change,
            other_change_usd_mn as other_change,
        from main.holder_flows
        where
            holder in (holder_code, holder_name)
            and reference_month = last_day(month::date)
            and instrument = instrument_held
    )
    on columns(* exclude (holder_name, reference_month, instrument))
    into name figure value value_usd_mn
),

final as (
    select
        figure,
        value_usd_mn,
        concat_ws(
            '/',
            'tic:' || (select left(fingerprint, 8) from meta.build),
            if(figure = 'position', 'holdings', 'holder_flows'),
            regexp_replace(lower(holder_name), '[^a-z0-9]+', '-', 'g'),
            strftime(reference_month, '%Y-%m'),
            instrument,
            nullif(figure, 'position')
        )
        || '=' || regexp_replace(printf('%.3f', value_usd_mn), '\.?0+$', '')
            as handle,
    from figures
)

select * from final;
comment on macro table meta.cite is
'A citation handle for each figure of a holder and month: from meta.cite(''Japan'', date ''2026-04-30''); a third argument asks for long_term or short_term. tic:<build>/<table>/<holder>/<month>/<instrument>, of flows with the measure, and =<value> in millions of US dollars as cited. tic-warehouse verify HANDLE leads from it to the landed bytes, file hash and line, and says whether the value is still the same.'
{% endmacro %}
