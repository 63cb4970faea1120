"""Load the parsed cells of all vintages into `raw.*`, path step 3.

Belongs here: loading. Raw is passthrough: no rename, no merge, no newest-wins. Does
not: the meaning of any cell (dbt staging), the tables as assets (`dagster_app/`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.landing.cell_cache import CELL_SCHEMA
from orchestration.loading.changed_months import Vintage
from orchestration.sources import raw_tables
from orchestration.storage.quoting import literal
from orchestration.storage.tables import comment_on


@dataclass(frozen=True)
class LoadedTable:
    """A table that was loaded: its rows, and of raw its files and newest day."""

    schema: str
    name: str
    rows: int
    vintages: int | None = None
    newest: str | None = None


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
    _comment(connection, name)
    rows, newest = connection.execute(
        f"select count(*), max(reference_date)::varchar from raw.{name}"
    ).fetchone() or (0, None)
    return LoadedTable("raw", name, rows, len(files), newest)


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


def _comment(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    titles = "; ".join(source.title for source in raw_tables()[name][:3])
    unit = raw_tables()[name][0].unit
    text = (
        "Every cell, missing ones too, of every landed vintage; a month that a vintage"
        " repeats from the one before is under the first file that printed it (the"
        f" newest vintage is whole). {titles}. {unit}."
    )
    comment_on(connection, f"raw.{name}", text, CELL_SCHEMA)
