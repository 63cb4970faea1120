"""Keep what came of each check in `quality.check_results`, and for how long it holds.

Belongs here: the table of results, and whether a result still is one of the tables as
they are. Does not: judging (`boundaries.py`), summing up (`receipt.py`).

A result holds while its check asks the same of the same tables; where it asks for the
date of today, for that day.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow

from expectations import Check, CheckResult, runner
from orchestration.storage.node_records import read_node_records
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
        field("fingerprint", _TEXT, "Hash of what was asked, and of the tables then"),
    ]
)

Fingerprints = Mapping[tuple[str, str], str]  # of (table, check)


def fingerprints_of(
    connection: duckdb.DuckDBPyConnection, checks: Sequence[Check]
) -> dict[tuple[str, str], str]:
    """Hash what each check asks, and what the tables that it asks are made of now."""
    made_of = {
        f"{record.table_schema}.{record.table_name}": record.fingerprint
        for record in read_node_records(connection).values()
    }
    how = Path(runner.__file__).read_text("utf-8")
    queries = {check.query for check in checks}
    asked = {
        query: sorted(
            (table, made_of.get(table, "")) for table in _tables_in(connection, query)
        )
        for query in queries
    }
    return {
        (check.table, check.name): _hash(
            [
                how,
                asdict(check),
                asked[check.query],
                str(datetime.now(UTC).date()) if "current_date" in check.query else "",
            ]
        )
        for check in checks
    }


def _tables_in(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    """Name the tables that a query reads, as DuckDB parses it, its CTEs among them."""
    [tree] = connection.execute("select json_serialize_sql(?)", [query]).fetchone() or [
        "{}"
    ]
    return set(_base_tables(json.loads(tree)))


def _base_tables(tree: Any) -> Iterator[str]:  # noqa: ANN401 - whatever JSON has
    if isinstance(tree, dict):
        if tree.get("type") == "BASE_TABLE":
            yield f"{tree['schema_name'] or 'main'}.{tree['table_name']}"
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _base_tables(part)


def _hash(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def read_results(
    connection: duckdb.DuckDBPyConnection, fingerprints: Fingerprints
) -> dict[tuple[str, str], CheckResult]:
    """Read the results that still hold, by table and check."""
    return {
        (row["table_name"], row["check_name"]): CheckResult(
            table=row["table_name"],
            name=row["check_name"],
            severity=row["severity"],
            passed=row["passed"],
            observed=row["observed"],
            rows_judged=row["rows_judged"],
            failing_rows=json.loads(row["failing_rows"]),
            message=row["message"],
            reason=row["reason"],
            expectation=row["expectation"],
            arguments_json=row["arguments"],
        )
        for row in _rows(connection)
        if fingerprints.get((row["table_name"], row["check_name"]))
        == row["fingerprint"]
    }


def write_results(
    connection: duckdb.DuckDBPyConnection,
    boundary: str,
    judged: Sequence[CheckResult],
    fingerprints: Fingerprints,
    defined: Sequence[Check],
) -> None:
    """Put new results in the place of those of the same checks.

    Results of checks that are not `defined` any more go.
    """
    now = datetime.now(UTC)
    rows: list[dict[str, Any]] = [
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
            "fingerprint": fingerprints[result.table, result.name],
        }
        for result in judged
    ]
    names = {(check.table, check.name): place for place, check in enumerate(defined)}
    new = {(result.table, result.name) for result in judged}
    rows += [
        row
        for row in _rows(connection)
        if (key := (row["table_name"], row["check_name"])) in names and key not in new
    ]
    rows.sort(key=lambda row: names[row["table_name"], row["check_name"]])
    create_table(
        connection,
        "quality.check_results",
        pyarrow.Table.from_pylist(rows, RESULTS),
        "One row per expectation: what was asked of which table, why, when, and what"
        " came of it",
    )


def _rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Read all results; none of a database that an older version of this built."""
    if ("quality", "check_results") not in table_names(connection):
        return []
    rows = connection.execute("from quality.check_results").to_arrow_table().to_pylist()
    return [row for row in rows if row.keys() == set(RESULTS.names)]
