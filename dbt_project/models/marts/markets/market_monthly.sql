{%- set tenors = {2: 24, 10: 120, 30: 360} -%}
with

yields as (
    select * from {{ ref('yields') }}
),

fx_rates as (
    select * from {{ ref('fx_rates') }}
),

dollar_index as (
    select * from {{ ref('dollar_index') }}
),

-- One column per series; a row holds the figures of its source for the day.
observed as (
    select
        date,
        {%- for years, months in tenors.items() %}
        {%- for country in ['US', 'JP'] %}
        case
            when country = '{{ country }}' and tenor_months = {{ months }}
                then par_yield_pct
        end as {{ country | lower }}_{{ years }}y_pct,
        {%- endfor %}
        {%- endfor %}
    from yields
    where tenor_months in ({{ tenors.values() | join(', ') }})
    union all by name
    select
        date,
        case fixing when 'noon_new_york' then units_per_usd end as usdjpy_noon,
        case fixing when 'ecb_reference' then units_per_usd end as usdjpy_ecb,
    from fx_rates
    where currency = 'JPY'
    union all by name
    select
        date,
        broad_dollar_index,
    from dollar_index
),

-- A spread needs both countries' figures of one day; a holiday in either has
-- none.
days as (
    select
        date,
        last_day(date) as reference_month,
        {%- for years in tenors %}
        max(us_{{ years }}y_pct) as us_{{ years }}y_pct,
        max(jp_{{ years }}y_pct) as jp_{{ years }}y_pct,
        round(
            max(us_{{ years }}y_pct) - max(jp_{{ years }}y_pct), 6
        ) as us_jp_{{ years }}y_spread_pct,
        {%- endfor %}
        max(usdjpy_noon) as usdjpy_noon,
        max(usdjpy_ecb) as usdjpy_ecb,
        max(broad_dollar_index) as broad_dollar_index,
    from observed
    group by date
),

months as (
    select
        reference_month,
        {%- for years in tenors %}
        {%- for series in [
            'us_' ~ years ~ 'y',
            'jp_' ~ years ~ 'y',
            'us_jp_' ~ years ~ 'y_spread',
        ] %}
        {{ month_end_figure(series ~ '_pct') }} as {{ series }}_month_end_pct,
        {{ month_average(series ~ '_pct') }} as {{ series }}_average_pct,
        {%- endfor %}
        count(us_jp_{{ years }}y_spread_pct)::integer
            as common_days_{{ years }}y,
        {%- endfor %}
        {{ month_end_figure('usdjpy_noon') }} as usdjpy_noon_new_york_month_end,
        {{ month_average('usdjpy_noon') }} as usdjpy_noon_new_york_average,
        {{ month_end_figure('usdjpy_ecb') }} as usdjpy_ecb_reference_month_end,
        {{ month_average('usdjpy_ecb') }} as usdjpy_ecb_reference_average,
        {{ month_end_figure('broad_dollar_index') }}
            as broad_dollar_index_month_end,
        {{ month_average('broad_dollar_index') }}
            as broad_dollar_index_average,
    from days
    group by reference_month
),

last_month_over as (
    select max(reference_month) as reference_month
    from months
    where
        coalesce(
            {%- for years in tenors %}
            us_{{ years }}y_month_end_pct,
            jp_{{ years }}y_month_end_pct,
            {%- endfor %}
            usdjpy_noon_new_york_month_end,
            usdjpy_ecb_reference_month_end,
            broad_dollar_index_month_end
        ) is not null
),

-- a month that is over for no series has an average of a few days and nothing
-- else
final as (
    select months.*
    from months
    inner join last_month_over
        on months.reference_month <= last_month_over.reference_month
)

select * from final
order by reference_month
