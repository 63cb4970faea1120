with

newest as (
    select
        max(reference_month) as landed_to,
        max(reference_month) filter (is_complete_month) as complete_to,
    from holdings
),

later_months as (
    select
        newest.complete_to,
        string_agg(
            strftime(releases.reference_month, '%Y-%m'),
            ', ' order by releases.reference_month
        ) filter (releases.reference_month <= newest.landed_to) as in_part,
        string_agg(
            strftime(releases.reference_month, '%Y-%m'),
            ', ' order by releases.reference_month
        ) filter (releases.reference_month > newest.landed_to) as missing,
        max(releases.reference_month) as published_to,
        max(releases.released_on) as last_released_on,
    from newest
    left join releases
        on
            newest.complete_to < releases.reference_month
            and releases.released_on <= current_date
    where newest.complete_to is not null
    group by newest.complete_to
)

select
    complete_to,
    in_part,
    missing,
    concat(
        'TIC is complete to ', strftime(complete_to, '%Y-%m'),
        '; in part: ' || in_part,
        '; missing: ' || missing
    ) as sentence,
    'This copy is complete to ' || strftime(complete_to, '%B %Y')
    || '; the US Treasury has published figures to '
    || strftime(published_to, '%B %Y') || ' since, the last on '
    || strftime(last_released_on, '%-d %B %Y') || '.' as notice,
from later_months
