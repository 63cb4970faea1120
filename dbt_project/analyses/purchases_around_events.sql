select
    event_study.reference_month,
    events.description,
    event_study.basis,
    event_study.abnormal_usd_mn,
    event_study.placebo_percentile_pct,
    event_study.placebo_months,
    event_study.overlapping_events
from {{ ref('event_study') }} as event_study
inner join {{ ref('events') }} as events
    on event_study.event_id = events.event_id
where
    event_study.holder_name = 'Japan'
    and event_study.instrument = 'long_term'
    and event_study.is_leading_basis
    and event_study.abnormal_usd_mn is not null
order by event_study.reference_month, events.event_id
