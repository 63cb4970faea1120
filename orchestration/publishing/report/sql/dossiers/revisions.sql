select
    holder_code,
    reference_month,
    round(value_usd_mn / 1000, 3) as value_usd_bn,
    round(change_since_first_usd_mn / 1000, 3) as change_since_first_usd_bn,
from quality.revision_triangle
where
    measure = 'net_purchases'
    and instrument = 'long_term'
    and change_since_first_usd_mn <> 0
qualify
    row_number() over (
        partition by holder_code
        order by abs(change_since_first_usd_mn) desc, reference_month desc
    ) <= 5
order by
    holder_code asc, abs(change_since_first_usd_mn) desc, reference_month desc
