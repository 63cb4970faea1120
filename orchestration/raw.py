"""Path step 3: parsed cells of all vintages become `raw.*`, one asset per table.

Belongs here: loading. Raw is passthrough: no rename, no merge,
no newest-wins. Does not: the meaning of any cell (dbt staging).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow

from orchestration.cells import CELL_SCHEMA, cells_path
from orchestration.land import LandedFile, landed_files
from orchestration.settings import Settings
from orchestration.sources import raw_tables

COLUMN_COMMENTS = {
    "source_sha256": "SHA-256 of the landed file; joins meta.landed_files",
    "line_number": "Line of that file, counted from 1",
    "column_number": "Cell of that line, counted from 1",
    "label": "The row's or column's name as printed",
    "code": "The publisher's code, null where the file has none",
    "period": "The month or day as printed",
    "reference_date": "The last day of that month, or that day",
    "measure": "The column's machine name, or what the file holds",
    "segment": "The publisher's series numeral (mfhhis01), else null",
    "cell_text": "Exactly what the cell says",
    "cell_value": "The same as a number in the file's own unit; null where missing",
}


@dataclass(frozen=True)
class RawTable:
    """What was loaded into one raw table."""

    name: str
    rows: int
    vintages: int
    newest: str | None


def load_raw_table(
    connection: duckdb.DuckDBPyConnection, settings: Settings, name: str
) -> RawTable:
    """Create `raw.<name>` from every landed file of its sources.

    Shape: one row per cell, columns of CELL_SCHEMA. Raises WarehouseError where a
    landed file no longer parses.
    """
    paths = [
        cells_path(settings, file)
        for source in raw_tables()[name]
        for file in landed_files(settings, source)
    ]
    connection.execute("create schema if not exists raw")
    if paths:
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        origin = f"read_parquet([{listed}])"
    else:
        connection.register("no_cells", CELL_SCHEMA.empty_table())
        origin = "no_cells"
    connection.execute(f"create or replace table raw.{name} as from {origin}")  # noqa: S608
    _comment(connection, name)
    rows, newest = connection.execute(
        f"select count(*), max(reference_date)::text from raw.{name}"  # noqa: S608
    ).fetchone() or (0, None)
    return RawTable(name, rows, len(paths), newest)


def _comment(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    titles = "; ".join(source.title for source in raw_tables()[name][:3])
    unit = raw_tables()[name][0].unit
    text = f"Every cell, missing ones too, of every landed vintage. {titles}. {unit}."
    connection.execute(f"comment on table raw.{name} is '{_escape(text)}'")
    for column, comment in COLUMN_COMMENTS.items():
        connection.execute(
            f"comment on column raw.{name}.{column} is '{_escape(comment)}'"
        )


def _escape(text: str) -> str:
    return text.replace("'", "''")


def load_landed_files(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> Sequence[LandedFile]:
    """Create `meta.landed_files`: one row per landed file, all that is known of it."""
    files = list(landed_files(settings))
    rows = [
        {
            **file.sidecar.model_dump(
                exclude={"etag", "last_modified"}, mode="python"
            ),
            "publisher": file.source.publisher,
            "title": file.source.title,
            "raw_table": file.source.raw_table,
            "unit": file.source.unit,
            "licence": file.source.licence,
        }
        for file in files
    ]
    connection.execute("create schema if not exists meta")
    connection.register("landed_rows", pyarrow.Table.from_pylist(rows, LANDED_SCHEMA))
    connection.execute(
        "create or replace table meta.landed_files as from landed_rows"
    )
    connection.execute(
        "comment on table meta.landed_files is 'One row per landed file: where it came"
        " from, when the public had it (released_on), when we saw it (captured_at)'"
    )
    return files


LANDED_SCHEMA = pyarrow.schema(
    [
        ("sha256", pyarrow.string()),
        ("source_id", pyarrow.string()),
        ("raw_table", pyarrow.string()),
        ("publisher", pyarrow.string()),
        ("title", pyarrow.string()),
        ("file_name", pyarrow.string()),
        ("url", pyarrow.string()),
        ("landed_from", pyarrow.string()),
        ("released_on", pyarrow.date32()),
        ("released_on_basis", pyarrow.string()),
        ("captured_at", pyarrow.timestamp("us", tz="UTC")),
        ("first_reference_date", pyarrow.date32()),
        ("last_reference_date", pyarrow.date32()),
        ("cells", pyarrow.int64()),
        ("size_bytes", pyarrow.int64()),
        ("unit", pyarrow.string()),
        ("licence", pyarrow.string()),
        ("note", pyarrow.string()),
    ]
)
