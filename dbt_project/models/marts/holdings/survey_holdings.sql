with

figures as (
    select * from {{ ref('figure_vintages') }}
    where
        source = 'shlhistdat'
        and measure = 'position'
        and known_to is null
),

holders as (
    select * from {{ ref('holders') }}
),

final as (
    select
        figures.holder_code,
        holders.holder_name,
        holders.scope as holder_scope,
        figures.reference_month,
        figures.security_type,
        figures.instrument,
        figures.value_usd_mn as position_usd_mn,
        figures.precision_usd_mn,
        figures.released_on,
        figures.known_from,
        figures.source_sha256,
        figures.line_number,
    from figures
    left join holders
        on figures.holder_code = holders.holder_code
)

select * from final
order by holder_code, security_type, instrument, reference_month
