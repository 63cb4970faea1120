select
    source,
    revised_on,
    releases_between,
    count(*) as revised_figures,
    count(*) filter (within_policy) as within_policy,
    count(*) filter (not within_policy) as beyond_policy,
from {{ ref('revisions') }}
group by all
order by revised_on desc, source asc
