select
    reference_month,
    print_number,
    known_from,
    value_usd_mn,
    change_since_first_usd_mn
from {{ ref('revision_triangle') }}
where
    holder_name = 'Japan'
    and instrument = 'long_term'
    and measure = 'position'
    and source = 'slt_table1'
    and reference_month between date '2024-01-31' and date '2026-04-30'
order by reference_month desc, print_number asc
