"""Run the expectation suites of both boundaries and keep their results.

Belongs here: judging the build's tables, `quality.check_results`, what a failed
critical check raises. Does not: what is expected (`expectations/`), the receipt
(`receipt.py`), asset checks (`dagster_app/checks.py`).
"""

import json
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb
import pandas
import pyarrow

from expectations import Check, CheckResult
from expectations.worker import CheckWorker, CheckWorkerDied
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import explained, writer
from orchestration.storage.quoting import literal
from orchestration.storage.tables import create_table, field, table_names

_TEXT, _COUNT = pyarrow.string(), pyarrow.int64()

RESULTS = pyarrow.schema(
    [
        field("boundary", _TEXT, "raw: coming in; published: going out"),
        field("table_name", _TEXT, "The table that was checked"),
        field("check_name", _TEXT, "What must be true, as a sentence"),
        field("severity", _TEXT, "critical blocks publication, warning does not"),
        field("passed", pyarrow.bool_(), "Whether it is true"),
        field("rows_judged", _COUNT, "Rows of the frame that was checked"),
        field("observed", _TEXT, "What was found"),
        field(
            "message", _TEXT, "The result in one sentence, with the first failing row"
        ),
        field("reason", _TEXT, "Why this bound"),
        field("expectation", _TEXT, "Class of Great Expectations"),
        field("arguments", _TEXT, "Its arguments, JSON"),
        field("failing_rows", _TEXT, "Up to five failing rows, JSON"),
        field("checked_at", pyarrow.timestamp("us", tz="UTC"), "When it was checked"),
    ]
)


def demand_critical(settings: Settings, results: Sequence[CheckResult]) -> None:
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
    settings: Settings, worker: CheckWorker, boundary: str, checks: Sequence[Check]
) -> list[CheckResult]:
    """Judge the build's tables and keep the results in `quality.check_results`.

    Raises WarehouseError where the process that runs the checks ended.
    """
    with writer(settings.build_database) as connection:
        _attach_published(connection, settings)

        def read_frame(query: str) -> pandas.DataFrame:
            return connection.sql(query).df()

        try:
            results = worker.run_checks(checks, read_frame)
        except CheckWorkerDied as died:
            raise WarehouseError(
                f"{died}; run again; if it ends again, there is too little memory"
            ) from died
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
        if ("main", "holdings") in table_names(connection, "published"):
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
    checked = pyarrow.Table.from_pylist(rows, RESULTS)
    if boundary == "published":
        before = connection.execute(
            "from quality.check_results where boundary <> 'published'"
        ).to_arrow_table()
        checked = pyarrow.concat_tables([before.cast(RESULTS), checked])
    create_table(
        connection,
        "quality.check_results",
        checked,
        "One row per expectation of the last audit: what was asked of which table, why,"
        " and what came of it",
    )
