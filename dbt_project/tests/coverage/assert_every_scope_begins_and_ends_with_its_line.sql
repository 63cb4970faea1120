-- The first period of a code in a file begins with the file's first figure of
-- it, the last one ends with its last or is open; periods do not overlap. The
-- June that closes a series of mfhhis01 once more is not counted. Of mfh no old
-- edition is at hand.
{{ config(meta={'dagster': {'ref': {'name': 'holder_scopes'}}}) }}

with

scopes as (
    select * from {{ ref('holder_scopes') }}
),

printed as (
    select
        source_file,
        holder_code,
        min(first_month) as first_month,
        max(last_month) as last_month,
    from {{ ref('holder_spellings') }}
    where source_file != 'mfhhis01'
    group by source_file, holder_code
    union all
    select
        source as source_file,
        holder_code,
        min(reference_month) as first_month,
        max(reference_month) as last_month,
    from {{ ref('holdings') }}
    where source = 'mfhhis01' and is_continuing
    group by source, holder_code
),

periods as (
    select
        source_file,
        holder_code,
        min(valid_from) as first_month,
        max(coalesce(valid_to, date '9999-12-31')) as last_month,
    from scopes
    where source_file != 'mfh'
    group by source_file, holder_code
),

overlapping as (
    select
        scopes.source_file,
        scopes.holder_code,
        scopes.valid_from,
        scopes.valid_to,
    from scopes
    inner join scopes as later
        on
            scopes.source_file = later.source_file
            and scopes.holder_code = later.holder_code
            and scopes.valid_from < later.valid_from
            and coalesce(scopes.valid_to, date '9999-12-31')
            >= later.valid_from
),

misplaced as (
    select
        periods.source_file,
        periods.holder_code,
        periods.first_month as valid_from,
        periods.last_month as valid_to,
    from periods
    left join printed
        on
            periods.source_file = printed.source_file
            and periods.holder_code = printed.holder_code
    where
        periods.first_month is distinct from printed.first_month
        or printed.last_month is null
        or periods.last_month not in (printed.last_month, date '9999-12-31')
),

final as (
    select * from overlapping
    union all
    select * from misplaced
)

select * from final
