with

debt_to_penny as (
    select * from {{ ref('stg_us_treasury__debt_to_penny') }}
    where measure = 'held_by_public'
),

statement as (
    select * from {{ ref('stg_us_treasury__mspd_table_1') }}
    where is_total and measure in ('total', 'held_by_public')
),

series as (
    select * from {{ ref('stg_fred__market_series') }}
),

observed as (
    select
        date as as_of_date,
        'held_by_public_face' as measure,
        amount_usd_mn,
        'us_treasury_debt_to_penny' as source,
        1 as precedence,
        source_sha256,
        line_number,
    from debt_to_penny
    union all by name
    select
        date as as_of_date,
        'held_by_public_face' as measure,
        amount_usd_mn,
        'us_treasury_mspd_table_1' as source,
        2 as precedence,
        source_sha256,
        line_number,
    from statement
    where
        security_type = 'Total Public Debt Outstanding'
        and measure = 'held_by_public'
    union all by name
    select
        date as as_of_date,
        'marketable_face' as measure,
        amount_usd_mn,
        'us_treasury_mspd_table_1' as source,
        1 as precedence,
        source_sha256,
        line_number,
    from statement
    where security_type = 'Total Marketable' and measure = 'total'
    union all by name
    select
        date as as_of_date,
        case concept
            when 'marketable_debt_market_value' then 'marketable_market_value'
            when 'treasuries_owned_by_the_fed' then 'owned_by_the_fed_face'
            when 'debt_held_by_foreigners' then 'held_by_foreigners'
        end as measure,
        figure as amount_usd_mn,
        'fred_' || series as source,
        1 as precedence,
        source_sha256,
        line_number,
    from series
    where concept in (
        'marketable_debt_market_value',
        'treasuries_owned_by_the_fed',
        'debt_held_by_foreigners'
    )
),

-- The last figure of each month. A Wednesday counts for its month if it is the
-- last; a day if it is the last weekday or the record goes on.
ended as (
    select
        *,
        last_day(as_of_date) as reference_month,
        max(as_of_date) over (partition by source) as newest_date,
    from observed
    where as_of_date > last_day(as_of_date) - interval 7 day
),

final as (
    select
        reference_month,
        measure,
        amount_usd_mn,
        as_of_date,
        source,
        source_sha256,
        line_number,
    from ended
    where
        source <> 'us_treasury_debt_to_penny'
        or newest_date > reference_month
        or as_of_date
        >= reference_month - greatest(isodow(reference_month) - 5, 0)::integer
    qualify row_number() over (
        partition by reference_month, measure
        order by as_of_date desc, precedence asc
    ) = 1
)

select * from final
order by measure, reference_month
