-- A column of a daily file that no seed explains would vanish in the joins of
-- staging: every label in raw is a yield, a currency, the dollar index or
-- another series of the markets. Only the monthly averages of H.15 (identifiers
-- that end in .M) are left aside on purpose: the warehouse makes its own from
-- the days.
{{ config(meta={'dagster': {'ref': {'name': 'yield_series'}}}) }}

with

labels as (
    select distinct
        'us_treasury_par_yields' as raw_table,
        trim(label) as series,
    from {{ source('raw', 'us_treasury_par_yields') }}
    union all
    select distinct
        'fed_h15' as raw_table,
        trim(label) as series,
    from {{ source('raw', 'fed_h15') }}
    where label not like '%.M'
    union all
    select distinct
        'mof_jgb' as raw_table,
        trim(label) as series,
    from {{ source('raw', 'mof_jgb') }}
    union all
    select distinct
        'fred_series' as raw_table,
        trim(label) as series,
    from {{ source('raw', 'fred_series') }}
),

explained as (
    select
        raw_table,
        series,
    from {{ ref('yield_series') }}
    union all
    select
        'fred_series' as raw_table,
        series,
    from {{ ref('fx_series') }}
    union all
    select
        'fred_series' as raw_table,
        'DTWEXBGS' as series,
    union all
    select
        'fred_series' as raw_table,
        series,
    from {{ ref('market_series') }}
),

final as (
    select labels.*
    from labels
    anti join explained
        on
            labels.raw_table = explained.raw_table
            and labels.series = explained.series
)

select * from final
