select
    checks,
    passed,
    warned,
    failed,
    audited_at::date as audited_on,
    fingerprint,
from quality.audit_receipt
