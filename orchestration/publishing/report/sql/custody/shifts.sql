select
    reference_month,
    from_holder_name,
    to_holder_name,
    round(shifted_at_most_usd_mn / 1000, 3) as shifted_at_most_usd_bn,
    replace(kind, '_', ' ') as kind,
from custody_shift_flags
order by reference_month desc, from_holder_name asc, to_holder_name asc
