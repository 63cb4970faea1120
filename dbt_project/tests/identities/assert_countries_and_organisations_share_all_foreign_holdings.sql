-- 69995 (all countries) and 79995 (organisations) are all foreigners (99996),
-- so that the positions of the shares add up exactly and the shares to 100 %,
-- within what six decimals leave. known_exceptions (key: the month) must be
-- met exactly.
{{ config(meta={'dagster': {'ref': {'name': 'holder_shares'}}}) }}

with

parts as (
    select
        reference_month,
        sum(position_usd_mn) as parts_usd_mn,
        sum(share_pct) as share_of_parts_pct,
        any_value(denominator_usd_mn) as all_foreign_usd_mn,
    from {{ ref('holder_shares') }}
    where
        denominator = 'all_foreign'
        and holder_code in (
            '{{ var("all_countries") }}', '{{ var("organisations") }}'
        )
    group by reference_month
    having count(*) = 2
),

exceptions as (
    select * from {{ ref('known_exceptions') }}
    where
        test_name = 'countries_and_organisations_share_all_foreign_holdings'
),

final as (
    select
        parts.*,
        coalesce(exceptions.expected_value, 0) as expected_difference_usd_mn,
    from parts
    left join exceptions
        on parts.reference_month::varchar = exceptions.exception_key
)

select * from final
where
    parts_usd_mn - all_foreign_usd_mn <> expected_difference_usd_mn
    or abs(
        share_of_parts_pct
        - 100 * (1 + expected_difference_usd_mn / all_foreign_usd_mn)
    ) > 0.000002
