select
    table_name,
    replace(check_name, '_', ' ') as should_be,
    severity,
    regexp_replace(message, '^.*? failed for ', '') as found,
from quality.check_results
where not passed
order by table_name, check_name
