-- Nominal + TIPS + floating = long-term Treasuries, and long-term + short-term
-- = the total, in each row of an appendix that withholds none of them. Each
-- figure is rounded by itself: 202 rows of 2019 and 2024 differ by one million
-- at most.
{{ config(meta={'dagster': {'ref': {'name': 'stg_tic__shl_appendix'}}}) }}

with

appendix as (
    select * from {{ ref('stg_tic__shl_appendix') }}
    where security_type = 'treasury'
),

lines as (
    select
        source_sha256,
        table_number,
        line_number,
        holder_code,
        reference_month,
        max(position_usd_mn) filter (instrument = 'total') as total_usd_mn,
        max(position_usd_mn) filter (
            instrument = 'long_term' and treasury_type = 'all'
        ) as long_term_usd_mn,
        max(position_usd_mn) filter (
            instrument = 'short_term'
        ) as short_term_usd_mn,
        sum(position_usd_mn) filter (
            treasury_type <> 'all'
        ) as sum_of_types_usd_mn,
        count(position_usd_mn) filter (treasury_type <> 'all') as printed_types,
    from appendix
    group by all
)

select * from lines
where
    abs(total_usd_mn - long_term_usd_mn - short_term_usd_mn) > 1
    or (printed_types = 3 and abs(long_term_usd_mn - sum_of_types_usd_mn) > 1)
