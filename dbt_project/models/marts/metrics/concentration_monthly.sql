-- A country whose last total is at most a year old keeps it: the history of
-- major holders is renewed once a year, and nobody vanishes until then.
{% set carried_months = 12 %}
{%- set quoted_grand_total = "'" ~ var('grand_total') ~ "'" -%}
with

monthly as (
    select * from {{ ref('holdings') }}
    where is_continuing and frequency = 'monthly'
),

holdings as (
    select * from monthly
    where instrument = 'total'
),

totals as (
    select
        reference_month,
        position_usd_mn as total_usd_mn,
    from holdings
    where holder_code = '{{ var("grand_total") }}'
),

country_totals as (
    select * from holdings
    where holder_scope = 'country'
),

country_codes as (
    select distinct holder_code from country_totals
),

with_last_total as (
    select
        totals.reference_month,
        totals.total_usd_mn,
        country_codes.holder_code,
        last_totals.position_usd_mn,
        last_totals.reference_month as printed_month,
        case
            when last_totals.reference_month = totals.reference_month
                then last_totals.break_id
        end as break_id,
    from totals
    cross join country_codes
    asof join country_totals as last_totals
        on
            country_codes.holder_code = last_totals.holder_code
            and totals.reference_month >= last_totals.reference_month
    where
        datediff('month', last_totals.reference_month, totals.reference_month)
        <= {{ carried_months }}
),

countries as (
    select
        reference_month,
        position_usd_mn,
        break_id,
        printed_month < reference_month as is_carried,
        position_usd_mn / total_usd_mn as share_held,
        total_usd_mn,
        row_number() over (
            partition by reference_month
            order by position_usd_mn desc, holder_code asc
        ) as place,
    from with_last_total
),

-- of these only notes and bonds are known, which is the least that they hold
long_term_only as (
    select
        monthly.reference_month,
        count(*) as countries,
        sum(pow(monthly.position_usd_mn / totals.total_usd_mn, 2))
            as index_added,
        max(monthly.position_usd_mn / totals.total_usd_mn) as largest_share,
    from monthly
    inner join totals
        on monthly.reference_month = totals.reference_month
    anti join with_last_total
        on
            monthly.holder_code = with_last_total.holder_code
            and monthly.reference_month = with_last_total.reference_month
    where
        monthly.instrument = 'long_term'
        and monthly.holder_scope = 'country'
        and monthly.position_usd_mn > 0
    group by monthly.reference_month
),

-- A group of countries that no file splits, at most one holder; that of the oil
-- exporters has its members beside it, and from Form SLT on all groups do.
unsplit_groups as (
    select
        holdings.reference_month,
        sum(holdings.position_usd_mn / totals.total_usd_mn) as share_held,
        sum(pow(holdings.position_usd_mn / totals.total_usd_mn, 2))
            as index_added,
    from holdings
    inner join totals
        on holdings.reference_month = totals.reference_month
    where
        holdings.holder_scope = 'historical_group'
        and holdings.holder_code <> 'OILEXP'
        and holdings.basis = 'survey_plus_transactions'
    group by holdings.reference_month
),

-- Tables of major holders choose them by their size: whoever is in none of them
-- holds less than each of these did at its height in the year.
heights as (
    select
        source,
        holder_code,
        year(reference_month) as calendar_year,
        max(position_usd_mn) as height_usd_mn,
    from {{ ref('holdings_vintages') }}
    where
        source in ('mfh', 'mfhhis01', 'slt_table5')
        and instrument = 'total'
        and is_continuing
        and known_to is null
        and position_usd_mn > 0
    group by source, holder_code, calendar_year
),

smallest_major as (
    select
        heights.calendar_year,
        min(heights.height_usd_mn) as cap_usd_mn,
    from heights
    semi join country_codes
        on heights.holder_code = country_codes.holder_code
    group by heights.calendar_year
),

summed as (
    select
        reference_month,
        any_value(total_usd_mn) as total_usd_mn,
        count(*)::integer as named_countries,
        count_if(is_carried)::integer as carried_countries,
        count(break_id) > 0 as spans_break,
        sum(share_held::decimal(18, 12))::double as named_share,
        sum((share_held * share_held)::decimal(18, 12))::double as named_index,
        sum(share_held::decimal(18, 12)) filter (
            place <= 5
        )::double as top5_share,
        sum(share_held::decimal(18, 12)) filter (
            place <= 10
        )::double as top10_share,
    from countries
    group by reference_month
),

with_unnamed as (
    select
        summed.*,
        greatest(1 - summed.named_share, 0) as unnamed_share,
        coalesce(long_term_only.countries, 0)::integer
            as long_term_only_countries,
        coalesce(long_term_only.index_added, 0) as long_term_index,
        coalesce(unsplit_groups.share_held, 0) as group_share,
        coalesce(unsplit_groups.index_added, 0) as group_index,
        -- without a table of major holders one may hold all the rest
        greatest(
            coalesce(smallest_major.cap_usd_mn / summed.total_usd_mn, 1),
            coalesce(long_term_only.largest_share, 0)
        ) as cap_share,
        {{ caveat_text() }} as caveat,
    from summed
    left join long_term_only
        on summed.reference_month = long_term_only.reference_month
    left join unsplit_groups
        on summed.reference_month = unsplit_groups.reference_month
    left join smallest_major
        on year(summed.reference_month) = smallest_major.calendar_year
    -- every share rests on the total
    {{ join_caveats('summed', quoted_grand_total) }}
),

with_rest as (
    select
        *,
        greatest(unnamed_share - group_share, 0) as rest_share,
    from with_unnamed
),

bounded as (
    select
        *,
        named_index + long_term_index as lower_bound,
        named_index
        + greatest(
            group_index + rest_share * least(rest_share, cap_share),
            long_term_index
        ) as upper_bound,
        lag(named_countries)
            over (order by reference_month)
            as previous_countries,
    from with_rest
),

final as (
    select
        reference_month,
        total_usd_mn,
        named_countries,
        carried_countries,
        long_term_only_countries,
        round(100 * unnamed_share, 4) as unnamed_share_pct,
        round(cap_share * total_usd_mn, 1) as largest_unnamed_usd_mn,
        round(lower_bound, 8) as herfindahl_lower,
        round(upper_bound, 8) as herfindahl_upper,
        round(1 / upper_bound, 4) as effective_holders_lower,
        round(1 / lower_bound, 4) as effective_holders_upper,
        round(100 * top5_share, 4) as top5_share_pct,
        round(100 * top10_share, 4) as top10_share_pct,
        spans_break,
        coalesce(
            named_countries <> previous_countries, false
        ) as roster_changed,
        caveat,
    from bounded
)

select * from final
order by reference_month
