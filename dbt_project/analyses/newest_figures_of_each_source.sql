select
    source_id,
    title,
    vintages,
    newest_reference_date,
    released_on,
    captured_on
from {{ ref('freshness') }}
where vintages > 0
order by newest_reference_date desc
