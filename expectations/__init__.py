"""Define what must be true at the two boundaries: raw coming in, published going out.

Belongs here: the checks with their bounds and reasons, and the one way to run them.
Does not: the path of the data, arithmetic between models (dbt), and what a failed
check stops. Importing this package leaves Great Expectations alone: that import
costs seconds, and `run_checks` pays it on the first use; `worker.CheckWorker` pays
it in a process of its own.
"""

from expectations.check import Check, CheckResult, Severity
from expectations.runner import run_checks

__all__ = ["Check", "CheckResult", "Severity", "run_checks"]
