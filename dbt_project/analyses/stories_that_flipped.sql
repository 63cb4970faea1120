select
    holder_name,
    reference_month,
    measure,
    first_value_usd_mn,
    latest_value_usd_mn,
    first_known_from
from {{ ref('flipped_stories') }}
where instrument = 'long_term' and is_first_release
order by abs(latest_value_usd_mn - first_value_usd_mn) desc
limit 20
