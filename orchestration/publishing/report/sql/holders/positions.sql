{% from "macros/in_words.sql" import in_words -%}
with

largest_holders as (
    {% filter indent %}{% include "holders/largest.sql" %}{% endfilter %}
),

oil_exporters as (
    {% filter indent %}{% include "holders/oil_exporters.sql" %}{% endfilter %}
),

by_month as (
    select
        holdings_by_country.reference_month,
        holdings_by_country.holder_name,
        round(holdings_by_country.position_usd_mn / 1000, 3)
            as position_usd_bn,
        'each month' as counted,
        replace(series_breaks.kind, '_', ' ') as break_kind,
        {{ in_words('holdings_by_country.source', source_names, margin=8) }}
            as source,
        holder_shares.caveat as ranking_caveat,
    from holdings_by_country
    inner join largest_holders
        on holdings_by_country.holder_name = largest_holders.holder_name
    left join series_breaks
        on
            holdings_by_country.break_id = series_breaks.break_id
            and series_breaks.breaks_positions
    left join holder_shares
        on
            holdings_by_country.holder_code = holder_shares.holder_code
            and holdings_by_country.reference_month
            = holder_shares.reference_month
            and holder_shares.denominator = 'all_foreign'
    where
        holdings_by_country.position_usd_mn is not null
        and holdings_by_country.is_complete_month
),

-- until a holder has a line of its own: points, years apart
by_survey as (
    select
        survey_holdings.reference_month,
        survey_holdings.holder_name,
        round(sum(survey_holdings.position_usd_mn) / 1000, 3)
            as position_usd_bn,
        case
            when bool_or(survey_holdings.instrument = 'short_term')
                then 'by a survey'
            else 'by a survey, without bills'
        end as counted,
        '{{ source_names['shlhistdat'] }}' as source,
        null as break_kind,
        null as ranking_caveat,
    from survey_holdings
    inner join largest_holders
        on survey_holdings.holder_name = largest_holders.holder_name
    where
        survey_holdings.source = 'shlhistdat'
        and survey_holdings.security_type = 'treasury'
        and survey_holdings.reference_month < (
            select min(by_month.reference_month) from by_month
            where by_month.holder_name = survey_holdings.holder_name
        )
    group by
        survey_holdings.reference_month,
        survey_holdings.holder_name
),

-- by its first method
of_oil_exporters as (
    select
        oil_exporters.reference_month,
        'Twelve oil exporters' as holder_name,
        round(sum(oil_exporters.position_usd_mn) / 1000, 3) as position_usd_bn,
        'each month' as counted,
        max(replace(series_breaks.kind, '_', ' ')) as break_kind,
        '{{ source_names['oilexp_hist'] }}' as source,
        null as ranking_caveat,
    from oil_exporters
    left join series_breaks
        on
            oil_exporters.break_id = series_breaks.break_id
            and series_breaks.breaks_positions
    group by oil_exporters.reference_month
)

select * from by_month
union all by name
select * from by_survey
union all by name
select * from of_oil_exporters
order by
    reference_month desc,
    position_usd_bn desc,
    holder_name asc
