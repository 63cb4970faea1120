-- Every position that the newest vintage of a file prints is what
-- figure_vintages knows today; every one that source_precedence lists has a
-- row in holdings; and of the file that holdings chose for a month, it has
-- every row and figure.
-- Only "All Other" stays out, because what it holds differs by file and year.
{{ config(meta={'dagster': {'ref': {'name': 'holdings'}}}) }}

with

staged as (
    select * from {{ ref('stg_tic__figures') }}
),

printed as (
    select
        source,
        holder_code,
        reference_month,
        security_type,
        instrument,
        segment_id,
        value_usd_mn,
    from staged
    where
        is_latest_vintage
        and measure = 'position'
        and value_usd_mn is not null
),

known as (
    select
        source,
        holder_code,
        reference_month,
        security_type,
        instrument,
        segment_id,
        value_usd_mn,
    from {{ ref('figure_vintages') }}
    where known_to is null and measure = 'position'
),

holders as (
    select * from {{ ref('holders') }}
),

sources as (
    select * from {{ source('meta', 'source_precedence') }}
    where figure = 'position'
),

holdings as (
    select * from {{ ref('holdings') }}
),

listed as (
    select
        printed.source,
        printed.holder_code,
        printed.reference_month,
        printed.instrument,
        printed.value_usd_mn,
        coalesce(printed.segment_id, sources.segment_id) as segment_id,
    from printed
    inner join sources
        on
            printed.source = sources.source
            and printed.instrument
            = coalesce(sources.instrument, printed.instrument)
            and printed.reference_month between
            coalesce(sources.first_month, printed.reference_month)
            and coalesce(sources.last_month, printed.reference_month)
    left join holders
        on printed.holder_code = holders.holder_code
    where
        printed.security_type = 'treasury'
        and holders.scope is distinct from 'residual'
),

missing_in_vintages as (
    select * from printed
    except
    select * from known
),

missing_in_holdings as (
    select listed.*
    from listed
    anti join holdings
        on
            listed.holder_code = holdings.holder_code
            and listed.reference_month = holdings.reference_month
            and listed.instrument = holdings.instrument
),

chosen as (
    select listed.*
    from listed
    semi join holdings
        on
            listed.source = holdings.source
            and listed.holder_code = holdings.holder_code
            and listed.reference_month = holdings.reference_month
            and listed.instrument = holdings.instrument
),

differing as (
    select
        source,
        holder_code,
        reference_month,
        instrument,
        value_usd_mn,
        segment_id,
    from chosen
    except
    select
        source,
        holder_code,
        reference_month,
        instrument,
        position_usd_mn,
        segment_id,
    from holdings
),

final as (
    select
        *,
        'not in figure_vintages' as trouble,
    from missing_in_vintages
    union all by name
    select
        *,
        'no answer in holdings' as trouble,
    from missing_in_holdings
    union all by name
    select
        *,
        'otherwise in holdings' as trouble,
    from differing
)

select * from final
