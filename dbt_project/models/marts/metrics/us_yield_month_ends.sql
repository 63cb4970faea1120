{%- set tenors = [24, 60, 84, 120, 240, 360] -%}
with

yields as (
    select
        date,
        last_day(date) as reference_month,
        tenor_months,
        par_yield_pct,
    from {{ ref('yields') }}
    where country = 'US' and tenor_months in ({{ tenors | join(', ') }})
),

observed as (
    select
        date,
        reference_month,
        {%- for tenor in tenors %}
        case
            when tenor_months = {{ tenor }} then par_yield_pct
        end as yield_{{ tenor }},
        {%- endfor %}
    from yields
),

month_ends as (
    select
        reference_month,
        {%- for tenor in tenors %}
        {{ month_end_figure('yield_' ~ tenor) }} as yield_{{ tenor }},
        {%- endfor %}
    from observed
    group by reference_month
),

listed as (
    {%- for tenor in tenors %}
    select
        reference_month,
        {{ tenor }}::integer as tenor_months,
        yield_{{ tenor }} as par_yield_pct,
    from month_ends
    where yield_{{ tenor }} is not null
    {%- if not loop.last %}
    union all by name
    {%- endif %}
    {%- endfor %}
),

with_previous_month as (
    select
        month_end.reference_month,
        month_end.tenor_months,
        month_end.par_yield_pct,
        month_before.par_yield_pct as previous_par_yield_pct,
    from listed as month_end
    left join listed as month_before
        on
            month_end.tenor_months = month_before.tenor_months
            and last_day(month_end.reference_month - interval 1 month)
            = month_before.reference_month
),

final as (
    select
        reference_month,
        tenor_months,
        par_yield_pct,
        round(par_yield_pct - previous_par_yield_pct, 6) as yield_change_pct,
        round(
            {{ par_bond_price(
                'previous_par_yield_pct', 'par_yield_pct', 'tenor_months / 12'
            ) }} - 1,
            9
        ) as price_return,
        round(
            {{ par_bond_duration(
                'previous_par_yield_pct', 'tenor_months / 12'
            ) }},
            6
        ) as duration_years,
    from with_previous_month
)

select * from final
order by tenor_months, reference_month
