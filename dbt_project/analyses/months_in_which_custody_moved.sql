select
    reference_month,
    from_holder_name,
    to_holder_name,
    shifted_at_most_usd_mn
from {{ ref('custody_shift_flags') }}
where kind = 'custody_shift'
order by shifted_at_most_usd_mn desc
