-- The survey's history and the appendix of a survey print the same Treasuries
-- of a holder. The publisher rounds each file by itself, so that they differ
-- by one million at most; he has revised no survey since (2015 to 2023).
-- It warns: landing rejects what differs here, unless somebody accepts it.
{{ config(
    severity='warn',
    meta={'dagster': {'ref': {'name': 'stg_tic__shl_appendix'}}},
) }}

with

survey as (
    select * from {{ ref('stg_tic__shlhistdat') }}
    where is_latest_vintage and security_type = 'treasury'
),

appendix as (
    select * from {{ ref('stg_tic__shl_appendix') }}
    where security_type = 'treasury' and treasury_type = 'all'
),

final as (
    select
        appendix.holder_code,
        appendix.reference_month,
        appendix.instrument,
        appendix.table_number,
        appendix.position_usd_mn as appendix_usd_mn,
        survey.position_usd_mn as survey_usd_mn,
    from appendix
    inner join survey
        on
            appendix.holder_code = survey.holder_code
            and appendix.reference_month = survey.reference_month
            and appendix.instrument = survey.instrument
)

select * from final
where abs(appendix_usd_mn - survey_usd_mn) > 1
