"""Load the parsed cells of all vintages into `raw.*`, path step 3.

Belongs here: loading. Raw is passthrough: no rename, no merge, no newest-wins. Does
not: the meaning of any cell (dbt staging), the tables as assets (`dagster_app/`).
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from orchestration.landing.cell_cache import CELL_SCHEMA
from orchestration.loading.changed_months import Vintage
from orchestration.sources import raw_tables
from orchestration.storage.quoting import literal
from orchestration.storage.tables import comment_on


@dataclass(frozen=True)
class LoadedTable:
    """A table of the build: its rows, what it is made of; of raw files and newest day.

    `is_as_before` says that the last build had it already.
    """

    schema: str
    name: str
    rows: int
    made_of: str
    vintages: int | None = None
    newest: str | None = None
    is_as_before: bool = False


def raw_fingerprint(name: str, files: Sequence[Vintage]) -> str:
    """Hash what `raw.<name>` is made of: files, their parsers, how they are loaded.

    The catalogue's rows of these files count, too: models read both by the file's hash.
    """
    made_of = [
        Path(__file__).read_text("utf-8"),
        str(CELL_SCHEMA),
        _meaning(name),
        [
            (
                file.cells.path.name,
                sorted(month.isoformat() for month in file.months),
                file.cells_repeated,
                file.file.sidecar.model_dump_json(exclude={"etag", "last_modified"}),
            )
            for file in files
        ],
    ]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def load_raw_table(
    connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Vintage]
) -> LoadedTable:
    """Create `raw.<name>` from the given landed files of its sources.

    Shape: one row per cell of the months that each file is loaded for, columns of
    CELL_SCHEMA.
    """
    connection.execute("create schema if not exists raw")
    connection.register("no_cells", CELL_SCHEMA.empty_table())
    connection.execute(f"create or replace table raw.{name} as from no_cells")
    connection.unregister("no_cells")
    parts = [_rows_of(file) for file in files if file.months]
    if parts:
        # one statement: each by itself would be written to the disk by itself
        connection.execute(f"insert into raw.{name} {' union all '.join(parts)}")
    comment_on(connection, f"raw.{name}", _meaning(name), CELL_SCHEMA)
    return _measure(connection, name, files)


def unchanged_raw_table(
    connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Vintage]
) -> LoadedTable:
    """Measure `raw.<name>` as the last build loaded it."""
    return replace(_measure(connection, name, files), is_as_before=True)


def _measure(
    connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Vintage]
) -> LoadedTable:
    rows, newest = connection.execute(
        f"select count(*), max(reference_date)::varchar from raw.{name}"
    ).fetchone() or (0, None)
    made_of = raw_fingerprint(name, files)
    return LoadedTable("raw", name, rows, made_of, len(files), newest)


def _rows_of(file: Vintage) -> str:
    """Write the query for the months that a landed file is loaded for."""
    # a folder of the path may be called year=2026, which is no column
    path = literal(file.cells.path)
    rows = f"from read_parquet({path}, hive_partitioning = false)"
    return rows if file.is_whole else f"{rows} where {_within(file.months)}"


def _within(months: Collection[date]) -> str:
    """Write a condition that Parquet answers from the bounds of its row groups."""
    return " or ".join(
        f"reference_date between date '{month.replace(day=1)}' and date '{month}'"
        for month in sorted(months)
    )


def _meaning(name: str) -> str:
    titles = "; ".join(source.title for source in raw_tables()[name][:3])
    unit = raw_tables()[name][0].unit
    return (
        "Every cell, missing ones too, of every landed vintage; a month that a vintage"
        " repeats from the one before is under the first file that printed it (the"
        f" newest vintage is whole). {titles}. {unit}."
    )
