-- By how much sums of Japan's net purchases are revised. Other rows, of other
-- holders, are in the same columns of the table.
select
    window_months,
    round(usual_revision_usd_mn / 1000, 3) as usual_revision_usd_bn,
    round(largest_revision_usd_mn / 1000, 3) as largest_revision_usd_bn,
    revisions_compared,
from holder_change_windows
where holder_code = '42609' and instrument = 'total'
order by window_months
