with

holdings as (
    select * from {{ ref('holdings') }}
    where is_continuing
),

printed as (
    select * from {{ ref('figure_vintages') }}
    where
        known_to is null
        and security_type = 'treasury'
        and measure = 'position'
        and is_continuing
),

final as (
    select
        holdings.holder_code,
        holdings.holder_name,
        holdings.reference_month,
        holdings.instrument,
        holdings.source,
        holdings.position_usd_mn,
        printed.source as other_source,
        printed.value_usd_mn as other_position_usd_mn,
        printed.value_usd_mn - holdings.position_usd_mn as difference_usd_mn,
        (holdings.precision_usd_mn + printed.precision_usd_mn)
        / 2 as tolerance_usd_mn,
        abs(printed.value_usd_mn - holdings.position_usd_mn)
        <= (holdings.precision_usd_mn + printed.precision_usd_mn) / 2 as agrees,
        printed.known_from as other_known_from,
        printed.source_sha256 as other_source_sha256,
        printed.line_number as other_line_number,
    from holdings
    inner join printed
        on
            holdings.holder_code = printed.holder_code
            and holdings.reference_month = printed.reference_month
            and holdings.instrument = printed.instrument
            and holdings.source <> printed.source
)

select * from final
order by holder_code, instrument, reference_month, other_source
