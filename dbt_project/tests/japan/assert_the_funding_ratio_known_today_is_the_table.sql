-- funding_ratio is what its as-of macro says of the last day of all, row for
-- row.
{%- set today = "select * from funding_ratio_as_of(date '9999-12-30')" %}
{%- set held = 'select * from ' ~ ref('funding_ratio') %}

with

final as (
    {%- for these, those in [(held, today), (today, held)] %}
    select
        direction,
        first_day,
    from ({{ these }} except {{ those }}) as more -- noqa: LT05,LT11
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
