"""Path step 3: parsed cells of all vintages become `raw.*`, one asset per table.

Belongs here: loading. Raw is passthrough: no rename, no merge,
no newest-wins. Does not: the meaning of any cell (dbt staging).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import dagster
import duckdb
import pyarrow

from orchestration.cells import CELL_SCHEMA, cells_path
from orchestration.fingerprint import fingerprint
from orchestration.intake import landed_key
from orchestration.land import LandedFile, landed_files
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import all_sources, raw_tables
from orchestration.warehouse import fresh_build, writer

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
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    name: str,
    files: Sequence[LandedFile],
) -> RawTable:
    """Create `raw.<name>` from the given landed files of its sources.

    Shape: one row per cell, columns of CELL_SCHEMA. Raises WarehouseError where a
    landed file no longer parses.
    """
    paths = [cells_path(settings, file) for file in files]
    connection.execute("create schema if not exists raw")
    if paths:
        listed = ", ".join("'" + _escape(str(path)) + "'" for path in paths)
        origin = f"read_parquet([{listed}])"
    else:
        connection.register("no_cells", CELL_SCHEMA.empty_table())
        origin = "no_cells"
    connection.execute(f"create or replace table raw.{name} as from {origin}")  # noqa: S608
    _comment(connection, name)
    rows, newest = connection.execute(
        f"select count(*), max(reference_date)::varchar from raw.{name}"  # noqa: S608
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
    connection: duckdb.DuckDBPyConnection, files: Sequence[LandedFile]
) -> None:
    """Create `meta.landed_files` and `meta.sources`: all that is known of the files."""
    rows = [
        {
            **file.sidecar.model_dump(exclude={"etag", "last_modified"}),
            "publisher": file.source.publisher,
            "title": file.source.title,
            "raw_table": file.source.raw_table,
            "unit": file.source.unit,
            "licence": file.source.licence,
        }
        for file in files
    ]
    sources = [
        {
            **source.model_dump(include=set(SOURCE_SCHEMA.names)),
            "url": source.urls[0] if source.urls else None,
            "vintages": sum(file.source is source for file in files),
        }
        for source in all_sources().values()
    ]
    connection.execute("create schema if not exists meta")
    for table, schema, content, comment in (
        ("landed_files", LANDED_SCHEMA, rows, LANDED_COMMENT),
        ("sources", SOURCE_SCHEMA, sources, SOURCE_COMMENT),
    ):
        connection.register("content", pyarrow.Table.from_pylist(content, schema))
        connection.execute(f"create or replace table meta.{table} as from content")  # noqa: S608
        connection.execute(f"comment on table meta.{table} is '{_escape(comment)}'")


def name_build(connection: duckdb.DuckDBPyConnection, made_of: str) -> None:
    """Create `meta.build`: which files and code this database is made of, and when."""
    connection.execute(
        "create or replace table meta.build as"
        " select ? as fingerprint, current_timestamp as built_at",
        [made_of],
    )
    connection.execute(
        "comment on table meta.build is 'One row: the fingerprint of the landed files"
        " and the code that this database is made of, and when it was built'"
    )


def build_raw(settings: Settings, progress: Progress) -> dagster.AssetsDefinition:
    """One asset per raw table, loaded together into a fresh build."""
    specs = [
        dagster.AssetSpec(
            dagster.AssetKey(["raw", name]),
            deps=[landed_key(source) for source in sources],
            group_name="raw",
            description="Every cell of every landed vintage. "
            + "; ".join(source.title for source in sources[:3]),
            kinds={"duckdb"},
        )
        for name, sources in raw_tables().items()
    ]

    @dagster.multi_asset(specs=specs, name="raw")
    def raw() -> Iterator[dagster.MaterializeResult]:
        made_of = fingerprint(settings)
        files = list(landed_files(settings))
        fresh_build(settings.build_database)
        with writer(settings.build_database) as connection:
            load_landed_files(connection, files)
            name_build(connection, made_of)
            for done, name in enumerate(raw_tables(), start=1):
                progress.step("loading raw tables", done, len(raw_tables()))
                own = [file for file in files if file.source.raw_table == name]
                table = load_raw_table(connection, settings, name, own)
                yield dagster.MaterializeResult(
                    asset_key=dagster.AssetKey(["raw", name]),
                    metadata={
                        "dagster/row_count": table.rows,
                        "vintages": table.vintages,
                        "newest figures": table.newest or "none",
                    },
                )

    return raw


LANDED_COMMENT = (
    "One row per landed file: where it came from, when the public had it"
    " (released_on, and on what ground), when we saw it (captured_at)"
)
SOURCE_COMMENT = "One row per published file that the warehouse knows how to read"

SOURCE_SCHEMA = pyarrow.schema(
    [
        ("id", pyarrow.string()),
        ("raw_table", pyarrow.string()),
        ("publisher", pyarrow.string()),
        ("title", pyarrow.string()),
        ("url", pyarrow.string()),
        ("cadence", pyarrow.string()),
        ("unit", pyarrow.string()),
        ("licence", pyarrow.string()),
        ("redistribute", pyarrow.bool_()),
        ("vintages", pyarrow.int32()),
    ]
)

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
