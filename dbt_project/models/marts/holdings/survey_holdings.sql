{{ config(post_hook="{{ lineage_of_survey() }}") }}
with

figures as (
    select * from {{ ref('figure_vintages') }}
    where
        source = 'shlhistdat'
        and measure = 'position'
        and known_to is null
),

appendix as (
    select
        * replace (
            -- a kind of its own: within a kind the instruments may be added up
            case
                when instrument = 'total' then 'treasury_total'
                when treasury_type = 'all' then 'treasury'
                else 'treasury_' || treasury_type
            end as security_type
        ),
    from {{ ref('stg_tic__shl_appendix') }}
    where security_type = 'treasury' and position_usd_mn is not null
),

landed as (
    select * from {{ ref('stg_meta__landed_files') }}
),

holders as (
    select * from {{ ref('holders') }}
),

-- Not by way of figure_vintages, where a vintage that prints a month has it
-- whole: an appendix has the types of its own survey and only the sum of all
-- securities of the seven before, and so withdraws nothing.
of_newest_appendix as (
    select
        holder_code,
        reference_month,
        security_type,
        instrument,
        position_usd_mn,
    from appendix
    qualify vintage = max(vintage) over (partition by reference_month)
),

-- A name among the countries and again among the regions says one thing twice.
of_appendix as (
    select
        appendix.source,
        appendix.holder_code,
        appendix.reference_month,
        appendix.security_type,
        appendix.instrument,
        appendix.position_usd_mn as value_usd_mn,
        appendix.precision_usd_mn,
        appendix.released_on,
        landed.known_from,
        appendix.source_sha256,
        appendix.line_number,
        appendix.column_number,
    from appendix
    semi join of_newest_appendix
        on
            appendix.holder_code = of_newest_appendix.holder_code
            and appendix.reference_month = of_newest_appendix.reference_month
            and appendix.security_type = of_newest_appendix.security_type
            and appendix.instrument = of_newest_appendix.instrument
            and appendix.position_usd_mn = of_newest_appendix.position_usd_mn
    inner join landed
        on appendix.source_sha256 = landed.source_sha256
    qualify row_number() over (
        partition by
            appendix.holder_code,
            appendix.reference_month,
            appendix.security_type,
            appendix.instrument
        order by appendix.vintage, appendix.line_number
    ) = 1
),

-- what both print agrees: assert_the_survey_and_its_appendix_agree
only_in_appendix as (
    select of_appendix.*
    from of_appendix
    anti join figures
        on
            of_appendix.holder_code = figures.holder_code
            and of_appendix.reference_month = figures.reference_month
            and of_appendix.security_type = figures.security_type
            and of_appendix.instrument = figures.instrument
),

surveyed as (
    select
        source,
        holder_code,
        reference_month,
        security_type,
        instrument,
        value_usd_mn,
        precision_usd_mn,
        released_on,
        known_from,
        source_sha256,
        line_number,
        column_number,
    from figures
    union all by name
    select * from only_in_appendix
),

final as (
    select
        surveyed.holder_code,
        holders.holder_name,
        holders.scope as holder_scope,
        surveyed.reference_month,
        surveyed.security_type,
        surveyed.instrument,
        surveyed.value_usd_mn as position_usd_mn,
        surveyed.precision_usd_mn,
        surveyed.source,
        surveyed.released_on,
        surveyed.known_from,
        surveyed.source_sha256,
        surveyed.line_number,
        surveyed.column_number,
    from surveyed
    left join holders
        on surveyed.holder_code = holders.holder_code
)

select * from final
order by holder_code, security_type, instrument, reference_month
