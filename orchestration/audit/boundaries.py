"""Run the expectation suites of both boundaries and keep their results.

Belongs here: judging the build's tables, what a failed critical check raises. Does
not: what is expected (`expectations/`), the table of results (`results.py`), the
receipt (`receipt.py`), asset checks (`dagster_app/checks.py`).
"""

import textwrap
from collections.abc import Sequence

import duckdb
import pandas

from expectations import Check, CheckResult
from expectations.worker import CheckWorker, CheckWorkerDied
from orchestration.audit.receipt import all_checks
from orchestration.audit.results import fingerprints_of, read_results, write_results
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import explained, writer
from orchestration.storage.quoting import literal
from orchestration.storage.tables import table_names


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

    A check that was asked of the same tables before keeps its result. Returns a result
    for each check, in their order. Raises WarehouseError where the process that runs
    the checks ended.
    """
    with writer(settings.build_database) as connection:
        fingerprints = fingerprints_of(connection, checks)
        results = read_results(connection, fingerprints)
        asked = [each for each in checks if (each.table, each.name) not in results]
        judged = _judge(connection, settings, worker, asked) if asked else []
        write_results(connection, boundary, judged, fingerprints, all_checks())
    results |= {(result.table, result.name): result for result in judged}
    return [results[each.table, each.name] for each in checks]


def _judge(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    worker: CheckWorker,
    checks: Sequence[Check],
) -> list[CheckResult]:
    _attach_published(connection, settings)

    def read_frame(query: str) -> pandas.DataFrame:
        return connection.sql(query).df()

    try:
        return worker.run_checks(checks, read_frame)
    except CheckWorkerDied as died:
        raise WarehouseError(
            f"{died}; run again; if it ends again, there is too little memory"
        ) from died


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
