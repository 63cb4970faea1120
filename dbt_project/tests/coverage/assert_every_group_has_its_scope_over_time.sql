-- Every line that joins countries which other files print apart says, for each
-- file that has it, what it holds and until when; and it names holders that
-- exist.
{{ config(meta={'dagster': {'ref': {'name': 'holder_scopes'}}}) }}

with

scopes as (
    select * from {{ ref('holder_scopes') }}
),

codes as (
    select * from {{ ref('holder_codes') }}
),

printed as (
    select distinct
        spellings.source_file,
        spellings.holder_code,
    from {{ ref('holder_spellings') }} as spellings
    inner join codes
        on spellings.holder_code = codes.holder_code
    where codes.scope = 'historical_group' and spellings.figures > 0
),

named as (
    select
        source_file,
        unnest(string_split(
            concat_ws(' ', holder_code, covers, succeeded_by), ' '
        )) as holder_code,
    from scopes
),

final as (
    select
        printed.source_file,
        printed.holder_code,
    from printed
    anti join scopes
        on
            printed.source_file = scopes.source_file
            and printed.holder_code = scopes.holder_code
    union all
    select
        named.source_file,
        named.holder_code,
    from named
    anti join codes
        on named.holder_code = codes.holder_code
)

select * from final
