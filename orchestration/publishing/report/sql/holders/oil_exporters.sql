select
    reference_month,
    position_usd_mn,
    break_id,
from holdings
where
    source = 'oilexp_hist'
    and instrument = 'total'
    and is_continuing
    -- from Form SLT on each of them is a holder of its own
    and reference_month < (
        select min(slt.reference_month) from holdings as slt
        where slt.source = 'slt3d_globl'
    )
