-- Net is what was acquired less what was disposed of, within the rounding of
-- three figures, in each cell of both tables that prints all three. A sign read
-- the wrong way round shows here.
with

final as (
    select
        source,
        frequency,
        reference_date,
        side,
        investor,
        instrument,
        acquisition_100mn_yen,
        disposition_100mn_yen,
        net_100mn_yen,
    from {{ ref('stg_mof__portfolio_investment') }}
)

select * from final
where
    abs(acquisition_100mn_yen - disposition_100mn_yen - net_100mn_yen) > 1.5
    or (
        net_100mn_yen is null
        and acquisition_100mn_yen is not null
        and disposition_100mn_yen is not null
    )
