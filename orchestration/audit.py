"""Path step 5: expectation suites at both boundaries → asset checks and a receipt.

Belongs here: running the suites, keeping their results in `quality.*`, writing the
receipt that publication asks for. Does not: what is expected (`expectations/`).
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import dagster
import duckdb
import pandas
import pyarrow

from expectations import Check, CheckResult, run_checks
from expectations.published_suite import published_checks
from expectations.raw_suite import raw_checks
from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.warehouse import writer

RESULT_SCHEMA = pyarrow.schema(
    [
        ("boundary", pyarrow.string()),
        ("table_name", pyarrow.string()),
        ("check_name", pyarrow.string()),
        ("severity", pyarrow.string()),
        ("passed", pyarrow.bool_()),
        ("rows_judged", pyarrow.int64()),
        ("observed", pyarrow.string()),
        ("message", pyarrow.string()),
        ("reason", pyarrow.string()),
        ("expectation", pyarrow.string()),
        ("arguments", pyarrow.string()),
        ("failing_rows", pyarrow.string()),
        ("checked_at", pyarrow.timestamp("us", tz="UTC")),
    ]
)

_COMMENTS = {
    "check_results": "One row per expectation of the last audit: what was asked of"
    " which table, why, and what came of it. critical blocks publication, warning"
    " does not",
    "audit_receipt": "The one receipt of the last audit; publication refuses without a"
    " clean one for the same fingerprint",
}


def asset_of(check: Check) -> dagster.AssetKey:
    """The asset that a check is about."""
    schema, table = check.table.split(".")
    return dagster.AssetKey(["raw" if schema == "raw" else "marts", table])


def build_audit(
    settings: Settings, progress: Progress
) -> list[dagster.AssetChecksDefinition]:
    """The checks of both boundaries; a failed critical one stops what depends on it."""
    return [
        _boundary(settings, progress, "raw", raw_checks()),
        _boundary(settings, progress, "published", published_checks()),
    ]


def _boundary(
    settings: Settings, progress: Progress, boundary: str, checks: Sequence[Check]
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

    @dagster.multi_asset_check(specs=specs, name=f"{boundary}_boundary")
    def judge() -> Iterator[dagster.AssetCheckResult]:
        progress.step(f"auditing the {boundary} boundary")
        results = run_boundary(settings, boundary, checks)
        if boundary == "published":
            with writer(settings.build_database) as connection:
                write_receipt(connection)
        for check, result in zip(checks, results, strict=True):
            if not result.passed:
                progress.note(f"{result.severity}: {result.message}")
            yield _as_asset_check(check, result)

    return judge


def run_boundary(
    settings: Settings, boundary: str, checks: Sequence[Check]
) -> list[CheckResult]:
    """Judge the build's tables and keep the results in `quality.check_results`."""
    with writer(settings.build_database) as connection:
        _attach_published(connection, settings)

        def read_frame(query: str) -> pandas.DataFrame:
            return connection.sql(query).df()

        results = run_checks(checks, read_frame)
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
        path = str(settings.published_database).replace("'", "''")
        connection.execute(f"attach '{path}' as published (read_only)")
        has_holdings = connection.execute(
            "select count(*) from duckdb_tables() where database_name = 'published'"
            " and table_name = 'holdings' and schema_name = 'main'"
        ).fetchone()
        if has_holdings and has_holdings[0]:
            origin = "published.main.holdings"
    connection.execute(
        "create or replace temp view previously_published as"  # noqa: S608
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
    connection.execute("create schema if not exists quality")
    connection.register("judged", pyarrow.Table.from_pylist(rows, RESULT_SCHEMA))
    connection.execute(
        "create table if not exists quality.check_results as from judged limit 0"
    )
    connection.execute(
        "delete from quality.check_results where boundary = ?", [boundary]
    )
    connection.execute("insert into quality.check_results from judged")
    _comment(connection, "check_results")


def _comment(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(f"comment on table quality.{table} is '{_COMMENTS[table]}'")


def _as_asset_check(check: Check, result: CheckResult) -> dagster.AssetCheckResult:
    severity = (
        dagster.AssetCheckSeverity.ERROR
        if check.severity == "critical"
        else dagster.AssetCheckSeverity.WARN
    )
    return dagster.AssetCheckResult(
        asset_key=asset_of(check),
        check_name=check.name,
        passed=result.passed,
        severity=severity,
        description=result.message,
        metadata={
            "observed": result.observed,
            "rows judged": result.rows_judged,
            "failing rows": dagster.MetadataValue.json(
                json.loads(json.dumps(result.failing_rows, default=str))
            ),
        },
    )


def write_receipt(connection: duckdb.DuckDBPyConnection) -> None:
    """Sum the results of both boundaries up into `quality.audit_receipt`."""
    expected = len(raw_checks()) + len(published_checks())
    connection.execute(
        """
        create or replace table quality.audit_receipt as
        select
            (select fingerprint from meta.build) as fingerprint,
            count(*)::integer as checks,
            count(*) filter (passed)::integer as passed,
            count(*) filter (not passed and severity = 'warning')::integer as warned,
            count(*) filter (not passed and severity = 'critical')::integer as failed,
            count(*) = ? and count(*) filter (
                not passed and severity = 'critical'
            ) = 0 as is_clean,
            max(checked_at) as audited_at,
        from quality.check_results
        """,
        [expected],
    )
    _comment(connection, "audit_receipt")


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
