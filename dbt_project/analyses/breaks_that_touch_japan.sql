select distinct
    breaks.break_id,
    breaks.effective_month,
    breaks.kind,
    breaks.reason
from {{ ref('holdings') }} as holdings
inner join {{ ref('series_breaks') }} as breaks
    on holdings.break_id = breaks.break_id
where holdings.holder_name = 'Japan'
order by breaks.effective_month
