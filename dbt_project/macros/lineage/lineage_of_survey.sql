{# As lineage.sql, for survey_holdings. The survey's appendix counts the lines of each of
   its tables from 1, so a cell is known by its date, too; its table of all securities is
   not in survey_holdings. #}
{% macro lineage_of_survey() %}
create or replace macro meta.lineage_of_survey(holder, month) as table
with

cells as (
    from raw.tic_shlhistdat
    union all by name
    from raw.tic_shl_appendix
    where
        measure <> 'total_securities_usd_bn'
        -- not in survey_holdings either
        and measure not like 'treasury\_due\_%' escape '\'
        and measure <> 'treasury_by_maturity'
),

final as (
    select
        survey.security_type,
        survey.instrument,
        survey.position_usd_mn,
        {{ place_of_a_cell() }}
    from main.survey_holdings as survey
    inner join cells
        on
            survey.source_sha256 = cells.source_sha256
            and survey.line_number = cells.line_number
            and survey.column_number = cells.column_number
            and survey.reference_month = cells.reference_date
    inner join meta.landed_files as landed
        on survey.source_sha256 = landed.sha256
    where
        holder in (survey.holder_code, survey.holder_name)
        and survey.reference_month = last_day(month::date)
)

select * from final
order by security_type, instrument;
comment on macro table meta.lineage_of_survey is
'Where the figures of survey_holdings stand in the publisher''s files: from meta.lineage_of_survey(''Japan'', date ''2024-06-30''). One row per figure of that survey; of an appendix, the line is that of the table''s csv in the zip.'
{% endmacro %}
