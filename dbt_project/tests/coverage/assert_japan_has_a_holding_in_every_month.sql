-- Japan is printed in every month since March 2000, in every file: a month
-- without it was not read, and the change after such a gap is null.
with

japan as (
    select * from {{ ref('holdings_by_country') }}
    where holder_code = '{{ var("japan") }}' and position_usd_mn is not null
),

calendar as (
    select last_day(month_start::date) as reference_month,
    from generate_series(
        date '2000-03-01',
        (select max(reference_month) from japan),
        interval 1 month
    ) as months (month_start)
),

final as (
    select calendar.*
    from calendar
    anti join japan
        on calendar.reference_month = japan.reference_month
)

select * from final
