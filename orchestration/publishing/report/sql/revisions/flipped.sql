{% from "macros/in_words.sql" import in_words -%}
select
    holder_name,
    reference_month,
    replace(measure, '_', ' ') as measure,
    round(first_value_usd_mn / 1000, 3) as first_value_usd_bn,
    round(latest_value_usd_mn / 1000, 3) as latest_value_usd_bn,
    first_known_from,
    {{ in_words('first_source', source_names) }} as first_source,
    {{ in_words('latest_source', source_names) }} as latest_source,
from quality.flipped_stories
where instrument = 'long_term'
order by reference_month desc, holder_name asc, measure asc
