select
    source,
    revised_on,
    releases_between,
    count(*) as revised_figures,
    sum(case when within_policy then 1 else 0 end) as within_policy,
    sum(case when not within_policy then 1 else 0 end) as beyond_policy
from {{ ref('revisions') }}
group by source, revised_on, releases_between
order by revised_on desc, source asc
