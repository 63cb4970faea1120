select
    table_name,
    check_name,
    severity,
    passed,
    observed,
    reason
from quality.check_results
order by passed asc, severity asc, table_name asc
