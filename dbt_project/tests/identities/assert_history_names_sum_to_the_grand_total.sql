-- Identity 5: in a grid of holders the countries, the historical groups and
-- "All Other" sum to the grand total printed below them, in every vintage,
-- month and segment. Within 0.5 billion: the largest rounding of some forty
-- lines measured in 347 columns of three files is just that. known_exceptions
-- (key: file, month and series numeral) must be met exactly.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__mfhhis01'}}}) }}

with

printed as (
    select * from {{ ref('stg_tic__mfhhis01') }}
    union all by name
    select * from {{ ref('stg_tic__mfh') }}
    union all by name
    select * from {{ ref('stg_tic__slt_table5') }}
),

exceptions as (
    select * from {{ ref('known_exceptions') }}
    where test_name = 'history_names_sum_to_the_grand_total'
),

sums as (
    select
        concat_ws(
            ' ', source, reference_month, segment_id
        ) as exception_key,
        vintage,
        coalesce(released_on, captured_at::date) as edition,
        coalesce(
            sum(position_usd_mn) filter (
                holder_code not in (
                    '{{ var("foreign_official") }}', '{{ var("grand_total") }}'
                )
            ), 0
        ) as sum_of_names_usd_mn,
        max(position_usd_mn) filter (
            holder_code = '{{ var("grand_total") }}'
        ) as grand_total_usd_mn,
    from printed
    group by all
),

final as (
    select
        sums.*,
        exceptions.expected_value as expected_difference_usd_mn,
        sums.sum_of_names_usd_mn
        - sums.grand_total_usd_mn as difference_usd_mn,
    from sums
    left join exceptions
        on
            sums.exception_key = exceptions.exception_key
            and sums.edition >= coalesce(
                exceptions.first_edition, sums.edition
            )
            and sums.edition <= coalesce(
                exceptions.last_edition, sums.edition
            )
)

select * from final
where
    difference_usd_mn is null
    or case
        when expected_difference_usd_mn is null
            then abs(difference_usd_mn) > 500
        else difference_usd_mn <> expected_difference_usd_mn
    end
