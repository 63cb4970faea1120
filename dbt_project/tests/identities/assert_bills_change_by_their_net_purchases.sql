-- Identity 2: bills have no valuation change, so the change of a position is
-- its net purchases, exactly. The holders in known_exceptions (key: holder
-- code) differ by the million that is listed there, at most and at least once;
-- nobody else differs. In fewer than 36 months a listed holder may lack its
-- difference by chance: the rarest comes in 11 of 75 months.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__slt_table3'}}}) }}

with

table3 as (
    select * from {{ ref('stg_tic__slt_table3') }}
    where instrument = 'short_term'
),

exceptions as (
    select * from {{ ref('known_exceptions') }}
    where test_name = 'bills_change_by_their_net_purchases'
),

printed as (
    select
        vintage,
        coalesce(released_on, captured_at::date) as edition,
        holder_code,
        reference_month,
        max(value_usd_mn) filter (measure = 'position') as position_usd_mn,
        max(value_usd_mn) filter (
            measure = 'net_purchases'
        ) as net_purchases_usd_mn,
    from table3
    group by all
),

differences as (
    select
        vintage,
        edition,
        holder_code,
        reference_month,
        abs(
            position_usd_mn - net_purchases_usd_mn - lag(position_usd_mn) over (
                partition by vintage, holder_code
                order by reference_month
            )
        ) as difference_usd_mn,
    from printed
),

largest_differences as (
    select
        vintage,
        edition,
        holder_code,
        count(difference_usd_mn) as months,
        max(difference_usd_mn) as largest_difference_usd_mn,
        arg_max(reference_month, difference_usd_mn) as reference_month,
    from differences
    group by all
),

final as (
    select
        largest_differences.*,
        coalesce(exceptions.expected_value, 0) as expected_difference_usd_mn,
    from largest_differences
    left join exceptions
        on
            largest_differences.holder_code = exceptions.exception_key
            and largest_differences.edition >= coalesce(
                exceptions.first_edition, largest_differences.edition
            )
            and largest_differences.edition <= coalesce(
                exceptions.last_edition, largest_differences.edition
            )
    where largest_differences.months > 0
)

select * from final
where
    largest_difference_usd_mn > expected_difference_usd_mn
    or (months >= 36 and largest_difference_usd_mn < expected_difference_usd_mn)
