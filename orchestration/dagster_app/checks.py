"""Define path step 5 as asset checks: the expectations of both boundaries.

Belongs here: naming the checks and showing what came of them. Does not: what is
expected (`expectations/`) or how it is run and kept (`audit/`).
"""

from collections.abc import Iterator, Sequence

import dagster

from expectations import Check, CheckResult
from expectations.published import published_checks
from expectations.worker import CheckWorker
from orchestration.audit.boundaries import demand_critical, run_boundary
from orchestration.audit.incoming import incoming_checks
from orchestration.dagster_app.asset_metadata import (
    rows_as_table,
    shown,
    shown_in_markdown,
    translate_errors,
)
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.storage.last_build import continue_build

WHAT_TO_DO = {
    "critical": "Nothing was published; what readers have is as it was. Look the rows"
    " up in the publisher's file. Is the file wrong, land a right one through"
    " data/inbox; is the bound wrong, change it, with its reason, in expectations/."
    " Then start the job `run` again.",
    "warning": "It was published all the same. Look the rows up in the publisher's"
    " file; for figures that are late, start the job `update`.",
}


def asset_of(check: Check) -> dagster.AssetKey:
    """Return the asset that a check is about."""
    schema, table = check.table.split(".")
    return dagster.AssetKey(["raw" if schema == "raw" else "marts", table])


def _key(check: Check) -> dagster.AssetCheckKey:
    return dagster.AssetCheckKey(asset_of(check), check.name)


def build_audit_checks(
    settings: Settings, progress: Progress, worker: CheckWorker
) -> list[dagster.AssetChecksDefinition]:
    """Build the checks of both boundaries; a failed critical one stops what follows."""
    return [
        _boundary(settings, progress, worker, "raw", incoming_checks()),
        _boundary(settings, progress, worker, "published", published_checks()),
    ]


def _boundary(
    settings: Settings,
    progress: Progress,
    worker: CheckWorker,
    boundary: str,
    checks: Sequence[Check],
) -> dagster.AssetChecksDefinition:
    specs = [
        dagster.AssetCheckSpec(
            check.name,
            asset=asset_of(check),
            description=check.reason,
            blocking=check.severity == "critical",
        )
        for check in checks
    ]

    @dagster.multi_asset_check(
        specs=specs,
        name=f"{boundary}_boundary",
        can_subset=True,
        required_resource_keys={RUN_LOCK},
    )
    def audit(
        context: dagster.AssetCheckExecutionContext,
    ) -> Iterator[dagster.AssetCheckResult]:
        progress.step(f"auditing the {boundary} boundary")
        asked_for = [
            each for each in checks if _key(each) in context.selected_asset_check_keys
        ]
        with translate_errors():
            continue_build(settings, progress)
            results = run_boundary(settings, worker, boundary, asked_for)
        for check, result in zip(asked_for, results, strict=True):
            yield _as_asset_check(check, result)
        with translate_errors():
            demand_critical(settings, results)

    return audit


def _as_asset_check(check: Check, result: CheckResult) -> dagster.AssetCheckResult:
    severity = (
        dagster.AssetCheckSeverity.ERROR
        if check.severity == "critical"
        else dagster.AssetCheckSeverity.WARN
    )
    failing = (
        {"failing rows": rows_as_table(result.failing_rows)}
        if result.failing_rows
        else {}
    )
    found = shown_in_markdown(result.message)
    return dagster.AssetCheckResult(
        asset_key=asset_of(check),
        check_name=check.name,
        passed=result.passed,
        severity=severity,
        description=found
        if result.passed
        else f"{found}\n\n{WHAT_TO_DO[check.severity]}",
        metadata={
            "observed": shown(result.observed),
            "rows judged": result.rows_judged,
            **failing,
        },
    )
