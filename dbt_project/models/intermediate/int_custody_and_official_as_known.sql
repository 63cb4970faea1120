-- What was known of official holdings the day before a month was first
-- printed, month by month up to it, and what was then printed of it. A month
-- counts where the vintage of its release is landed.
with

months as (
    select * from {{ ref('int_custody_and_official') }}
),

positions as (
    select
        reference_month,
        position_usd_mn,
        precedence,
        known_from,
        coalesce(known_to, date '9999-12-31') as known_to,
    from {{ ref('holdings_vintages') }}
    where
        holder_code = '{{ var("foreign_official") }}'
        and instrument = 'total'
        and frequency = 'monthly'
        and is_continuing
),

first_prints as (
    select
        reference_month,
        min(known_from) as printed_on,
        arg_min(position_usd_mn, (known_from, precedence))
            as first_print_usd_mn,
    from positions
    group by reference_month
),

-- a copy of the next release prints what may have been revised since
targets as (
    select
        first_prints.reference_month as target_month,
        first_prints.printed_on,
        first_prints.first_print_usd_mn,
    from first_prints
    inner join {{ ref('releases') }} as releases
        on first_prints.reference_month = releases.reference_month
    where first_prints.printed_on <= releases.released_on + interval 14 day
),

known as (
    select
        targets.target_month,
        positions.reference_month,
        arg_min(positions.position_usd_mn, positions.precedence)
            as official_usd_mn,
    from targets
    inner join positions
        on
            targets.printed_on > positions.known_from
            and targets.printed_on <= positions.known_to
    group by targets.target_month, positions.reference_month
),

final as (
    select
        targets.target_month,
        months.reference_month,
        months.custody_change_usd_mn,
        -- a change across a break is none, whatever was known of it
        case
            when months.official_change_usd_mn is not null
                then known.official_usd_mn - known_before.official_usd_mn
        end as official_change_usd_mn,
        known_before.official_usd_mn as official_before_usd_mn,
        case
            when months.reference_month = targets.target_month
                then targets.first_print_usd_mn
        end as first_print_usd_mn,
    from targets
    inner join months
        on targets.target_month >= months.reference_month
    left join known
        on
            targets.target_month = known.target_month
            and months.reference_month = known.reference_month
    left join known as known_before
        on
            targets.target_month = known_before.target_month
            and last_day(months.reference_month - interval 1 month)
            = known_before.reference_month
)

select * from final
order by target_month, reference_month
