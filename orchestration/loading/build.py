"""Load the landed files into a build, path step 3 as one call.

Belongs here: what is loaded, in which order, and what is left as the last build had
it. Does not: how one table is loaded (`raw_tables.py`, `file_catalogue.py`), the
tables as assets (`dagster_app/assets/raw.py`).
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

import duckdb

from orchestration.landing.cell_cache import remove_old_cells
from orchestration.landing.landed_files import landed_files
from orchestration.loading.changed_months import vintages
from orchestration.loading.file_catalogue import load_landed_files, name_build
from orchestration.loading.raw_tables import (
    LoadedTable,
    load_raw_table,
    raw_fingerprint,
    unchanged_raw_table,
)
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import raw_tables
from orchestration.storage.connections import writer
from orchestration.storage.fingerprint import fingerprint
from orchestration.storage.last_build import continue_build, start_build
from orchestration.storage.node_records import (
    NodeRecord,
    begin_work,
    end_work,
    read_node_records,
    write_node_records,
)
from orchestration.storage.table_stats import read_table_stats

_CHANGED = "its landed files or their parser changed"


def load_build(
    settings: Settings,
    progress: Progress,
    *,
    full: bool = False,
    only: Collection[str] | None = None,
) -> Iterator[LoadedTable]:
    """Load `meta.*` and what changed of `raw.*` into a build, yielding each table.

    The build starts as a copy of what is published, with `full` as an empty one. `only`
    these raw tables, and each of them whether it changed or not, go into the build that
    is there. Raises WarehouseError where the build's place cannot be emptied or
    written.
    """
    made_of = fingerprint(settings)  # first: what lands meanwhile is the next run's
    if only is None:
        start_build(settings, progress, full=full)
    else:
        continue_build(settings, progress)
    landed = list(landed_files(settings))
    files = list(vintages(settings, landed))
    remove_old_cells(settings, landed)
    with writer(settings.build_database) as connection:
        begin_work(settings, connection)
        known = read_node_records(connection)
        catalogue = load_landed_files(connection, files)
        if only is None:
            name_build(connection, made_of)
        records = []
        for name, made in catalogue.items():
            rows = read_table_stats(connection, "meta", name).rows
            as_before = _is_as_before(known, "meta", name, made)
            yield LoadedTable("meta", name, rows, made, is_as_before=as_before)
            if not as_before:
                records.append(_record(known, "meta", name, made))
        for done, name in enumerate(raw_tables(), start=1):
            if only is not None and name not in only:
                continue
            progress.step("loading raw tables", done, len(raw_tables()))
            own = [each for each in files if each.file.source.raw_table == name]
            made = raw_fingerprint(name, own)
            if only is None and _is_as_before(known, "raw", name, made):
                yield unchanged_raw_table(connection, name, own)
            else:
                yield load_raw_table(connection, name, own)
                records.append(_record(known, "raw", name, made))
        gone = _drop_unknown(connection, known)
        write_node_records(connection, records, gone)
    end_work(settings)


def _is_as_before(
    known: dict[str, NodeRecord], schema: str, name: str, made_of: str
) -> bool:
    record = known.get(f"{schema}.{name}")
    return record is not None and record.fingerprint == made_of


def _record(
    known: dict[str, NodeRecord], schema: str, name: str, made_of: str
) -> NodeRecord:
    is_new = "it is new here" if known else "everything was built"
    return NodeRecord(
        node_id=f"{schema}.{name}",
        kind="raw",
        table_schema=schema,
        table_name=name,
        fingerprint=made_of,
        code_hash=made_of,
        outcome="built",
        done_at=datetime.now(UTC),
        reason=_CHANGED if f"{schema}.{name}" in known else is_new,
    )


def _drop_unknown(
    connection: duckdb.DuckDBPyConnection, known: dict[str, NodeRecord]
) -> list[str]:
    """Drop raw tables that no source's block names any more; returns their nodes."""
    gone = [
        record.node_id
        for record in known.values()
        if record.table_schema == "raw" and record.table_name not in raw_tables()
    ]
    for node_id in gone:
        connection.execute(f"drop table if exists {node_id}")
    return gone
