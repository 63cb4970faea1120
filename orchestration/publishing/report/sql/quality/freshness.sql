select
    freshness.source_id,
    freshness.publisher,
    freshness.title,
    replace(freshness.cadence, '_', ' ') as cadence,
    freshness.vintages,
    freshness.newest_reference_date,
    freshness.released_on,
    freshness.captured_on,
    audit_receipt.audited_at::date as checked_on,
from quality.freshness
cross join quality.audit_receipt
order by
    freshness.newest_reference_date desc nulls last,
    freshness.source_id asc
