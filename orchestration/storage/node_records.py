"""Keep `meta.nodes`: what each table, view and test was made of, and when.

Belongs here: reading and writing the records, and whether a build was left in the
middle of its work. Does not: what a node is made of (`loading/raw_tables.py` for raw
tables, `transform/node_fingerprints.py` for dbt's), or which are built again.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow

from orchestration.settings import Settings
from orchestration.storage.table_stats import columns_of
from orchestration.storage.tables import create_table, field, table_names

_TEXT = pyarrow.string()

NODES = pyarrow.schema(
    [
        field("node_id", _TEXT, "raw.<table>, meta.<table>, or the unique id of dbt"),
        field("kind", _TEXT, "raw, seed, table, view or test"),
        field("table_schema", _TEXT, "Schema of the table or view; null for a test"),
        field("table_name", _TEXT, "Table or view; null for a test"),
        field(
            "fingerprint",
            _TEXT,
            "Hash of its code and of all that it is made of, down to the landed files;"
            " empty where it was made of tables that were out of date",
        ),
        field(
            "code_hash",
            _TEXT,
            "Hash of its own SQL, Python, settings, comments, libraries",
        ),
        field("outcome", _TEXT, "built; of a test what it came to: pass or warn"),
        field(
            "done_at",
            pyarrow.timestamp("us", tz="UTC"),
            "When it was built, or the test judged; what did not change is left alone",
        ),
        field("reason", _TEXT, "Why it was built, or judged, then"),
        field("rows_hash", _TEXT, "Hash of a table's columns and rows; null of others"),
    ]
)
_MEANING = (
    "One row per raw table, seed, model and data test: the hash of what it was made of,"
    " when it was last built or judged, and why then"
)


@dataclass(frozen=True)
class NodeRecord:
    """One row of `meta.nodes`."""

    node_id: str
    kind: str
    table_schema: str | None
    table_name: str | None
    fingerprint: str
    code_hash: str
    outcome: str
    done_at: datetime
    reason: str
    rows_hash: str | None = None


def read_node_records(connection: duckdb.DuckDBPyConnection) -> dict[str, NodeRecord]:
    """Read all records by their node; none of a table of another shape, or without."""
    if ("meta", "nodes") not in table_names(connection) or (
        list(columns_of(connection, "meta", "nodes")) != NODES.names
    ):
        return {}
    rows = connection.execute("from meta.nodes").fetchall()
    return {row[0]: NodeRecord(*row) for row in rows}


def write_node_records(
    connection: duckdb.DuckDBPyConnection,
    records: Iterable[NodeRecord],
    gone: Collection[str] = (),
) -> None:
    """Put records in the place of those of the same nodes, and drop those gone."""
    kept = read_node_records(connection) | {each.node_id: each for each in records}
    rows = [asdict(kept[name]) for name in sorted(kept) if name not in gone]
    create_table(
        connection, "meta.nodes", pyarrow.Table.from_pylist(rows, NODES), _MEANING
    )


def begin_work(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Mark the build as one that is being changed, before anything in it is.

    Its receipt goes, because it is about the tables as they were.
    """
    _mark(settings).touch()
    connection.execute("drop table if exists quality.audit_receipt")


def end_work(settings: Settings) -> None:
    """Take the mark away: every table of the build is what its record says."""
    _mark(settings).unlink(missing_ok=True)


def is_in_work(settings: Settings) -> bool:
    """Whether a step ended in the middle, so that the build cannot be trusted."""
    return _mark(settings).exists()


def _mark(settings: Settings) -> Path:
    return settings.build_database.with_suffix(".in_work")
