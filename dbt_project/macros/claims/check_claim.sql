{#
  Whether a holder bought or sold as much as somebody says, as a table macro inside the
  published file, as known today or on a day. Of a holder it reads its own rows and, for
  the months that are complete, those of the grand total, so that an answer takes
  less than a second.
  Rules. Net purchases are those of the leading basis; N is their sum, O the sum of
  other change, and what was bought lies between N and N + O. Bases are never pooled. A
  sum that lies within its own usual revision (nine tenths of what sums over as many
  months, about as old, were revised by from one landed vintage to the next) is too small
  to tell. A claimed size holds where the range, widened by the usual revision and a
  tenth of what is claimed, reaches it.
#}
{% macro check_claim() %}
{%- set day = day_asked_for() | replace(
    'as_of', "coalesce(as_of, date '9999-12-31')"
) -%}
{%- set known = 'known_from <= ' ~ day
    ~ ' and (known_to is null or known_to > ' ~ day ~ ')' -%}
{%- set needed = "where holder_code = '" ~ var('grand_total') ~ "'"
    ~ ' or holder_code in (select holder_code from main.holders where '
    ~ 'lower(holder) in (lower(holder_code), lower(holder_name), lower(iso_alpha2), '
    ~ 'lower(iso_alpha3)))' -%}
{%- set holdings_then = '(from main.holdings_vintages ' ~ needed ~ ')' -%}
{%- set flows_then = '(from main.holder_flows_vintages ' ~ needed ~ ')' -%}
create or replace macro {{ target.schema }}.check_claim(
    holder, claimed_direction, claimed_usd_mn, from_month, to_month,
    as_of := null, claimed_pct := null, instrument_held := 'total'
) as table
with

asked as (
    select
        holder_code,
        holder_name,
        scope as holder_scope,
        is_custody_hub,
        case lower(claimed_direction)
            when 'bought' then 1 when 'sold' then -1
            else error('a holder bought or sold; say one of the two')
        end as claimed_sign,
        last_day(from_month::date) as first_month,
        last_day(to_month::date) as last_month_asked,
    from main.holders
    where lower(holder) in (
        lower(holder_code), lower(holder_name), lower(iso_alpha2),
        lower(iso_alpha3)
    )
),

positions_then as (
    {{ holdings_known(
        known, holdings_then, flows_then, 'main.holders', 'main.series_breaks',
        caveats_of_today(), day='least(' ~ day ~ ', current_date)'
    ) }}
),

reported as (
    {{ reported_flows_known(
        known, 'positions_then', flows_then, 'main.holders', 'main.series_breaks',
        ['newest_release_at_hand', 'months_behind_public']
    ) }}
),

-- purchases taken from positions rest on durations of today: an older day has none
today as (
    select * from main.holder_flows
    where
        {{ day }} >= (select max(known_from) from main.holdings)
        and holder_code in (select holder_code from asked)
),

flows as (
    select
        reported.*,
        if(
            reported.basis = 'slt_reported' or today.position_based_basis is null,
            reported.basis,
            'position_based'
        ) as leading_basis,
        if(
            leading_basis = 'position_based',
            today.position_based_net_purchases_usd_mn,
            reported.net_purchases_usd_mn
        ) as leading_usd_mn,
        case leading_basis
            when 'slt_reported' then reported.other_change_usd_mn
            when 'position_based' then 0
        end as other_usd_mn,
        -- how far the estimated price change may be off, to each side
        case leading_basis when 'position_based' then coalesce(
            today.position_based_net_purchases_high_usd_mn
            - today.position_based_net_purchases_usd_mn,
            0
        ) else 0 end as band_usd_mn,
    from reported
    semi join asked
        on reported.holder_code = asked.holder_code
    left join today
        on
            reported.holder_code = today.holder_code
            and reported.reference_month = today.reference_month
            and reported.instrument = today.instrument
    where reported.instrument = instrument_held
),

last_months as (
    select
        asked.*,
        coalesce(
            asked.last_month_asked,
            (
                select max(reference_month) from flows
                where leading_usd_mn is not null and is_complete_month
            ),
            asked.first_month
        ) as last_month,
    from asked
),

span as (
    select
        *,
        datediff('month', first_month, last_month) + 1 as months,
    from last_months
),

in_span as (
    select
        flows.*,
        span.first_month,
    from flows
    inner join span
        on flows.reference_month between span.first_month and span.last_month
),

breaks_crossed as (
    select
        string_agg(
            strftime(breaks.effective_month, '%Y-%m') || ': ' || breaks.reason, ' '
            order by breaks.effective_month
        ) as breaks_crossed,
        coalesce(bool_or(breaks.breaks_flows), false) as crosses_flow_break,
    from main.series_breaks as breaks
    where breaks.break_id in (
        select break_id from in_span
        union
        -- a new definition that begins with the first month is none to cross
        select in_span.flow_break_id
        from in_span
        inner join main.series_breaks as own_break
            on in_span.flow_break_id = own_break.break_id
        where
            in_span.reference_month > in_span.first_month
            or own_break.kind <> 'flow_definition'
    )
),

totals as (
    select
        count(leading_usd_mn) as months_known,
        count(distinct leading_basis) filter (
            leading_usd_mn is not null
        ) as bases,
        string_agg(distinct leading_basis, ', ' order by leading_basis) filter (
            leading_usd_mn is not null
        ) as basis,
        bool_and(is_complete_month) as is_complete,
        sum(leading_usd_mn) as net_purchases_usd_mn,
        sum(other_usd_mn) as other_change_usd_mn,
        count(*) - count(other_usd_mn) as months_without_other_change,
        sum(band_usd_mn) as band_usd_mn,
        sum(valuation_change_usd_mn) as valuation_change_usd_mn,
        sum(position_change_usd_mn) as within_series_usd_mn,
        max(released_on) as released_on,
        max(months_behind_public) as months_behind_public,
        min(reference_month) filter (leading_usd_mn is null) as first_month_without,
        any_value(caveat) as caveat,
    from in_span
),

newest as (
    select max(known_from) as newest_vintage
    from {{ flows_then }}
    where {{ known }} and measure = 'net_purchases'
),

-- from each landed vintage of a file to the next, what became of the same sums
pairs as (
    {{ pairs_of_vintages('(from ' ~ flows_then ~ ' where known_from <= ' ~ day ~ ')') }}
),

revised_holders as (
    {{ revised_from_one_to_the_next('pairs', flows_then) }}
),

revised as (
    select * from revised_holders
    where
        holder_code in (select holder_code from asked)
        and (
            instrument = instrument_held
            or (instrument_held = 'total' and instrument = 'long_term')
        )
),

revised_sums as (
    select
        sum(revised.revision_usd_mn) over sums as revision_usd_mn,
        min(revised.reference_month) over sums = last_day(
            revised.reference_month - to_months((span.months - 1)::integer)
        ) as is_whole,
        {{ age_class('revised.reference_month', 'revised.older') }}
        = {{ age_class(
            'span.last_month', '(select newest_vintage from newest)'
        ) }} as is_about_as_old,
    from revised
    cross join span
    window sums as (
        partition by revised.source, revised.older, revised.instrument
        order by revised.reference_month
        rows between (span.months - 1) preceding and current row
    )
),

usual as (
    select
        {{ usual_revision('revision_usd_mn') }} as usual_revision_usd_mn,
        count(*) as revisions_compared,
    from revised_sums
    where
        is_whole
        and is_about_as_old
        and (select basis from totals) = 'slt_reported'
),

held as (
    select
        max(flows.position_usd_mn) filter (
            flows.reference_month
            = last_day(span.first_month - interval 1 month)
        ) as opening_position_usd_mn,
        max(flows.position_usd_mn) filter (
            flows.reference_month = span.last_month
        ) as closing_position_usd_mn,
    from flows
    cross join span
),

measured as (
    select
        *,
        -- both ends as the claim has them: a sale is positive where a sale is claimed
        least(
            claimed_sign * net_purchases_usd_mn,
            claimed_sign
            * (net_purchases_usd_mn + coalesce(other_change_usd_mn, 0))
        ) - band_usd_mn as low_usd_mn,
        greatest(
            claimed_sign * net_purchases_usd_mn,
            claimed_sign
            * (net_purchases_usd_mn + coalesce(other_change_usd_mn, 0))
        ) + band_usd_mn as high_usd_mn,
        coalesce(
            claimed_usd_mn::double,
            claimed_pct::double / 100 * opening_position_usd_mn
        ) as size_usd_mn,
        coalesce(usual_revision_usd_mn, 0) as noise_usd_mn,
        noise_usd_mn + coalesce(size_usd_mn, 0) / 10 as tolerance_usd_mn,
        months_known = months and bases = 1 and not crosses_flow_break
        and not (claimed_pct is not null and size_usd_mn is null) as is_testable,
    from span
    cross join totals
    cross join breaks_crossed
    cross join usual
    cross join held
),

judged as (
    select
        *,
        case
            when not is_testable then 'not testable'
            when
                greatest(abs(low_usd_mn), abs(high_usd_mn)) <= noise_usd_mn
                then 'too small to tell'
            when high_usd_mn <= 0 then 'contradicted'
            when low_usd_mn <= 0 then 'mixed'
            when
                size_usd_mn is null
                or size_usd_mn between low_usd_mn - tolerance_usd_mn
                and high_usd_mn + tolerance_usd_mn
                then 'supported'
            when size_usd_mn > high_usd_mn then 'overstated'
            else 'understated'
        end as verdict,
        net_purchases_usd_mn
        + least(coalesce(other_change_usd_mn, 0), 0)
        - band_usd_mn as net_purchases_low_usd_mn,
        net_purchases_usd_mn
        + greatest(coalesce(other_change_usd_mn, 0), 0)
        + band_usd_mn as net_purchases_high_usd_mn,
        if(
            breaks_crossed is null and months_known = months,
            closing_position_usd_mn - opening_position_usd_mn,
            null
        ) as position_change_usd_mn,
    from measured
),

final as (
    select
        holder_code,
        holder_name,
        holder_scope,
        instrument_held::varchar as instrument,
        lower(claimed_direction) as claimed_direction,
        size_usd_mn as claimed_usd_mn,
        first_month,
        last_month,
        months::integer as months,
        verdict,
        {{ why_of_a_claim() }} as why,
        if(is_testable, net_purchases_usd_mn, null) as net_purchases_usd_mn,
        if(is_testable, other_change_usd_mn, null) as other_change_usd_mn,
        if(is_testable, net_purchases_low_usd_mn, null)
            as net_purchases_low_usd_mn,
        if(is_testable, net_purchases_high_usd_mn, null)
            as net_purchases_high_usd_mn,
        if(is_testable, valuation_change_usd_mn, null)
            as valuation_change_usd_mn,
        opening_position_usd_mn,
        closing_position_usd_mn,
        position_change_usd_mn,
        if(
            is_testable, 100 * net_purchases_usd_mn / opening_position_usd_mn, null
        ) as net_purchases_pct,
        usual_revision_usd_mn,
        revisions_compared::integer as revisions_compared,
        basis,
        breaks_crossed,
        is_complete,
        released_on,
        as_of::date as as_of,
        months_behind_public,
        concat_ws(
            ' ',
            if(
                is_custody_hub,
                'Custodians there hold for owners elsewhere, so that these are not'
                || ' the residents'' purchases alone.',
                null
            ),
            caveat
        ) as caveat,
    from judged
)

select * from final;
comment on macro table {{ target.schema }}.check_claim is
'Whether a holder bought or sold as much in some months as somebody says: from check_claim(''Japan'', ''sold'', 50000, ''2026-02-01'', ''2026-04-01''). Size in millions of US dollars, null for any; claimed_pct := 2 asks for a size in percent of the opening position. to_month null is the newest complete month. as_of := date ''2026-06-30'' asks what was known on that day; instrument_held := ''long_term'' or ''short_term''. One row; none for an unknown holder. What was bought lies between net_purchases_low_usd_mn and net_purchases_high_usd_mn, for other change may be purchases that nobody reported as such. verdict: supported, contradicted, mixed (the range holds both directions), overstated, understated, too small to tell (within the usual revision of such a sum), not testable (a month is missing, a break of the flows falls into the months, or bases differ, which are never pooled). A fall of the position is no sale.'
{% endmacro %}

{% macro in_billions(figure) -%}
format('${:,.1f} billion', abs({{ figure }}) / 1000)
{%- endmacro %}

{# The evidence behind the verdict as sentences, scale and months named. #}
{% macro why_of_a_claim() -%}
{%- set span -%}
if(
    first_month = last_month,
    'in ' || strftime(first_month, '%B %Y'),
    'from ' || strftime(first_month, '%B %Y') || ' to '
    || strftime(last_month, '%B %Y')
)
{%- endset -%}
case
    when months_known = 0
        then 'The record at hand has no net purchases of ' || holder_name || ' '
            || {{ span }} || '.'
    when months_known < months
        then 'The record at hand has net purchases of ' || holder_name || ' for '
            || months_known || ' of the ' || months || ' months '
            || {{ span }} || ' only.'
    when bases > 1
        then 'Net purchases ' || {{ span }} || ' are on different bases ('
            || basis || '), which are never pooled; ask for the months to January'
            || ' 2023 and those from February 2023 apart.'
    when crosses_flow_break
        then 'A break of the series falls into the months ' || {{ span }}
            || ', and no purchases are known without it: ' || breaks_crossed
    when claimed_pct is not null and size_usd_mn is null
        then 'The record at hand has no position before ' || {{ span }}
            || ', so a share of it cannot be said.'
    else concat_ws(
        ' ',
        holder_name || if(net_purchases_usd_mn < 0, ' sold', ' bought') || ' a net '
        || {{ in_billions('net_purchases_usd_mn') }} || ' ' || {{ span }}
        || coalesce(
            format(
                ', {:.1f} % of what it held',
                abs(100 * net_purchases_usd_mn / opening_position_usd_mn)
            ),
            ''
        ) || '.',
        if(
            net_purchases_low_usd_mn < net_purchases_high_usd_mn,
            if(
                basis = 'position_based',
                'That is the change of the position less an estimated price change,'
                || ' whose band reaches from ',
                'What neither purchases nor prices explain could make that anything'
                || ' from '
            )
            || {{ in_billions('net_purchases_low_usd_mn') }}
            || if(net_purchases_low_usd_mn < 0, ' sold', ' bought') || ' to '
            || {{ in_billions('net_purchases_high_usd_mn') }}
            || if(net_purchases_high_usd_mn < 0, ' sold', ' bought') || '.',
            null
        ),
        case
            when position_change_usd_mn * net_purchases_usd_mn < 0
                then 'Its holdings '
                    || if(position_change_usd_mn < 0, 'fell', 'rose') || ' by '
                    || {{ in_billions('position_change_usd_mn') }}
                    || coalesce(
                        ', of which prices '
                        || if(valuation_change_usd_mn < 0, 'took ', 'added ')
                        || {{ in_billions('valuation_change_usd_mn') }}
                        || ' and what neither explains '
                        || if(other_change_usd_mn < 0, 'took ', 'added ')
                        || {{ in_billions('other_change_usd_mn') }},
                        ''
                    ) || ': a '
                    || if(position_change_usd_mn < 0, 'fall', 'rise') || ' is no '
                    || if(position_change_usd_mn < 0, 'sale', 'purchase') || '.'
        end,
        if(
            usual_revision_usd_mn is null,
            null,
            'Sums over as many months are usually revised by '
            || if(
                usual_revision_usd_mn < 50,
                'less than $0.1 billion',
                'up to ' || {{ in_billions('usual_revision_usd_mn') }}
            ) || '.'
        )
    )
end
{%- endmacro %}
