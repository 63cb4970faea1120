select
    holder_name,
    reference_month,
    print_number,
    known_from,
    round(value_usd_mn / 1000, 3) as value_usd_bn,
    round(change_since_first_usd_mn / 1000, 3) as change_since_first_usd_bn,
    print_number = max(print_number) over (
        partition by holder_code, reference_month
    ) as is_latest,
from quality.revision_triangle
where measure = 'net_purchases' and instrument = 'long_term'
order by holder_name asc, reference_month desc, print_number asc
