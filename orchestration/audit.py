"""Path step 5: expectation suites at both boundaries → asset checks and a receipt.

Belongs here: running the suites, keeping their results in `quality.*`, writing the
receipt that publication asks for. Does not: what is expected (`expectations/`).
"""

import json
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import dagster
import duckdb
import pandas
import pyarrow

from expectations import Check, CheckResult
from expectations.published_suite import published_checks
from expectations.raw_suite import raw_checks
from expectations.worker import Judge
from orchestration.cards import rows_as_table, told_in_the_ui
from orchestration.errors import WarehouseError
from orchestration.intake import RUN_LOCK
from orchestration.meta import create_table, field
from orchestration.progress import Progress
from orchestration.quoting import literal
from orchestration.settings import Settings
from orchestration.sources import raw_tables
from orchestration.warehouse import explained, writer

_TEXT, _COUNT = pyarrow.string(), pyarrow.int64()

RESULTS = pyarrow.schema(
    [
        field("boundary", _TEXT, "raw: coming in; published: going out"),
        field("table_name", _TEXT, "The table that was judged"),
        field("check_name", _TEXT, "What must be true, as a sentence"),
        field("severity", _TEXT, "critical blocks publication, warning does not"),
        field("passed", pyarrow.bool_(), "Whether it is true"),
        field("rows_judged", _COUNT, "Rows of the frame that was judged"),
        field("observed", _TEXT, "What was found"),
        field(
            "message", _TEXT, "The result in one sentence, with the first failing row"
        ),
        field("reason", _TEXT, "Why this bound"),
        field("expectation", _TEXT, "Class of Great Expectations"),
        field("arguments", _TEXT, "Its arguments, JSON"),
        field("failing_rows", _TEXT, "Up to five failing rows, JSON"),
        field("checked_at", pyarrow.timestamp("us", tz="UTC"), "When it was judged"),
    ]
)

RECEIPT = pyarrow.schema(
    [
        field("fingerprint", _TEXT, "The build that was audited; see meta.build"),
        field("checks", _COUNT, "Expectations asked"),
        field("passed", _COUNT, "Expectations that hold"),
        field("warned", _COUNT, "Warnings"),
        field("failed", _COUNT, "Critical ones that do not hold"),
        field("is_clean", pyarrow.bool_(), "All were asked and no critical one failed"),
        field("audited_at", pyarrow.timestamp("us", tz="UTC"), "When the audit ended"),
    ]
)


WHAT_TO_DO = {
    "critical": "Nothing was published; what readers have is as it was. Look the rows"
    " up in the publisher's file. Is the file wrong, land a right one through"
    " data/inbox; is the bound wrong, change it, with its reason, in expectations/."
    " Then start the job `run` again.",
    "warning": "It was published all the same. Look the rows up in the publisher's"
    " file; for figures that are late, start the job `update`.",
}


def asset_of(check: Check) -> dagster.AssetKey:
    """The asset that a check is about."""
    schema, table = check.table.split(".")
    return dagster.AssetKey(["raw" if schema == "raw" else "marts", table])


def build_audit(
    settings: Settings, progress: Progress, judge: Judge
) -> list[dagster.AssetChecksDefinition]:
    """The checks of both boundaries; a failed critical one stops what depends on it."""
    return [
        _boundary(settings, progress, judge, "raw", raw_checks(raw_tables())),
        _boundary(settings, progress, judge, "published", published_checks()),
    ]


def _boundary(
    settings: Settings,
    progress: Progress,
    judge: Judge,
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
        required_resource_keys={RUN_LOCK},
    )
    def audit() -> Iterator[dagster.AssetCheckResult]:
        progress.step(f"auditing the {boundary} boundary")
        results = run_boundary(settings, judge, boundary, checks)
        if boundary == "published":
            with writer(settings.build_database) as connection:
                write_receipt(connection)
        for check, result in zip(checks, results, strict=True):
            yield _as_asset_check(check, result)
        with told_in_the_ui():
            _demand_critical(settings, results)

    return audit


def _demand_critical(settings: Settings, results: Sequence[CheckResult]) -> None:
    """Raise WarehouseError with every critical check that failed and its first row."""
    failed = [
        result.message
        for result in results
        if not result.passed and result.severity == "critical"
    ]
    if failed:
        raise WarehouseError(
            f"{settings.build_database}: critical checks failed ({len(failed)}), so"
            " nothing was published\n" + textwrap.indent("\n".join(failed), "  - ")
        )


def run_boundary(
    settings: Settings, judge: Judge, boundary: str, checks: Sequence[Check]
) -> list[CheckResult]:
    """Judge the build's tables and keep the results in `quality.check_results`."""
    with writer(settings.build_database) as connection:
        _attach_published(connection, settings)

        def read_frame(query: str) -> pandas.DataFrame:
            return connection.sql(query).df()

        results = judge.judge(checks, read_frame)
        _keep_results(connection, boundary, results)
    return results


def _attach_published(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    """`previously_published`: the holdings that readers see now, or none at all."""
    columns = "holder_code, reference_month, instrument, segment_id, position_usd_mn"
    origin = (
        "(select null::varchar, null::date, null::varchar, null::varchar, null::double"
        f" where false) as nothing ({columns})"
    )
    if settings.published_database.exists():
        path = literal(settings.published_database)
        with explained(settings.published_database):
            connection.execute(f"attach {path} as published (read_only)")
        has_holdings = connection.execute(
            "select count(*) from duckdb_tables() where database_name = 'published'"
            " and table_name = 'holdings' and schema_name = 'main'"
        ).fetchone()
        if has_holdings and has_holdings[0]:
            origin = "published.main.holdings"
    connection.execute(
        "create or replace temp view previously_published as"
        f" select {columns} from {origin}"
    )


def _keep_results(
    connection: duckdb.DuckDBPyConnection,
    boundary: str,
    results: Sequence[CheckResult],
) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "boundary": boundary,
            "table_name": result.table,
            "check_name": result.name,
            "severity": result.severity,
            "passed": result.passed,
            "rows_judged": result.rows_judged,
            "observed": result.observed,
            "message": result.message,
            "reason": result.reason,
            "expectation": result.expectation,
            "arguments": result.arguments_json,
            "failing_rows": json.dumps(result.failing_rows, default=str),
            "checked_at": now,
        }
        for result in results
    ]
    judged = pyarrow.Table.from_pylist(rows, RESULTS)
    if boundary == "published":
        before = connection.execute(
            "from quality.check_results where boundary <> 'published'"
        ).to_arrow_table()
        judged = pyarrow.concat_tables([before.cast(RESULTS), judged])
    create_table(
        connection,
        "quality.check_results",
        judged,
        "One row per expectation of the last audit: what was asked of which table, why,"
        " and what came of it",
    )


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
    return dagster.AssetCheckResult(
        asset_key=asset_of(check),
        check_name=check.name,
        passed=result.passed,
        severity=severity,
        description=result.message
        if result.passed
        else f"{result.message}\n\n{WHAT_TO_DO[check.severity]}",
        metadata={
            "observed": result.observed,
            "rows judged": result.rows_judged,
            **failing,
        },
    )


def write_receipt(connection: duckdb.DuckDBPyConnection) -> None:
    """Sum the results of both boundaries up into `quality.audit_receipt`."""
    expected = len(raw_checks(raw_tables())) + len(published_checks())
    receipt = connection.execute(
        """
        select
            (select fingerprint from meta.build) as fingerprint,
            count(*) as checks,
            count(*) filter (passed) as passed,
            count(*) filter (not passed and severity = 'warning') as warned,
            count(*) filter (not passed and severity = 'critical') as failed,
            checks = ? and failed = 0 as is_clean,
            max(checked_at) as audited_at,
        from quality.check_results
        """,
        [expected],
    ).to_arrow_table()
    create_table(
        connection,
        "quality.audit_receipt",
        receipt.cast(RECEIPT),
        "One row: the receipt of the last audit; publication refuses without a clean"
        " one for this very build",
    )


def demand_receipt(connection: duckdb.DuckDBPyConnection, place: Path) -> None:
    """Raise WarehouseError unless the build carries a clean receipt of its own."""
    tables = connection.execute(
        "select count(*) from information_schema.tables"
        " where table_schema = 'quality' and table_name = 'audit_receipt'"
    ).fetchone()
    receipt = (
        connection.execute(
            "select is_clean, fingerprint = (select fingerprint from meta.build),"
            " failed from quality.audit_receipt"
        ).fetchone()
        if tables and tables[0]
        else None
    )
    if receipt is None or not receipt[1]:
        raise WarehouseError(
            f"{place}: this build was not audited, so it is not published; run"
            " `tic-warehouse run`"
        )
    if not receipt[0]:
        raise WarehouseError(
            f"{place}: {receipt[2]} critical checks failed or some did not run, so it"
            " is not published; quality.check_results in it says which"
        )
