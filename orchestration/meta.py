"""`meta.*`: what the database says of itself, and comments on what is made in Python.

Belongs here: the landed files, the sources, the build, all tables and columns. Does
not: what the data mean; dbt writes the comments of its own tables.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
import pyarrow

from orchestration.quoting import literal
from orchestration.sources import all_sources
from orchestration.units import unit_case

if TYPE_CHECKING:  # cells.py takes its columns' comments from here
    from orchestration.vintages import Vintage


def field(name: str, kind: pyarrow.DataType, comment: str) -> pyarrow.Field:
    """A column with the comment that it carries in the database."""
    return pyarrow.field(name, kind, metadata={"comment": comment})


def create_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    content: pyarrow.Table,
    comment: str,
) -> None:
    """Create or replace `schema.table` with its rows and all its comments."""
    connection.execute(f"create schema if not exists {name.split('.', maxsplit=1)[0]}")
    connection.register("content", content)
    connection.execute(f"create or replace table {name} as from content")
    connection.unregister("content")
    comment_on(connection, name, comment, content.schema)


def comment_on(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    comment: str,
    schema: pyarrow.Schema,
) -> None:
    """Write a table's comment and those of its columns."""
    connection.execute(f"comment on table {name} is {literal(comment)}")
    for column in schema:
        text = column.metadata[b"comment"].decode()
        connection.execute(f"comment on column {name}.{column.name} is {literal(text)}")


_TEXT, _DATE, _COUNT = pyarrow.string(), pyarrow.date32(), pyarrow.int64()
_INSTANT = pyarrow.timestamp("us", tz="UTC")

LANDED_FILES = pyarrow.schema(
    [
        field("sha256", _TEXT, "SHA-256 of the bytes; its name in data/landed"),
        field("source_id", _TEXT, "Which published file it is; joins meta.sources"),
        field("raw_table", _TEXT, "The table in raw that holds its cells"),
        field("publisher", _TEXT, "Who published it"),
        field("title", _TEXT, "What it holds"),
        field("file_name", _TEXT, "The name it came with"),
        field("url", _TEXT, "Where it is published"),
        field("landed_from", _TEXT, "web, inbox, bundle or hand"),
        field("released_on", _DATE, "The day the public first had it; null: unknown"),
        field("released_on_basis", _TEXT, "How that day is known"),
        field("captured_at", _INSTANT, "When we, or the bundle's maker, first saw it"),
        field("first_reference_date", _DATE, "Oldest month or day it has figures for"),
        field("last_reference_date", _DATE, "Newest month or day it has figures for"),
        field("cells", _COUNT, "Data cells in it, missing ones too"),
        field(
            "cells_repeated",
            _COUNT,
            "Of these, in months printed as in the vintage"
            " before; raw has them under the first file that printed them",
        ),
        field("size_bytes", _COUNT, "Its size, bytes"),
        field("unit", _TEXT, "The unit of its figures"),
        field("licence", _TEXT, "Terms of use"),
        field("note", _TEXT, "What else is known of it"),
    ]
)

SOURCES = pyarrow.schema(
    [
        field("id", _TEXT, "Our name of the published file"),
        field("raw_table", _TEXT, "The table in raw that holds its cells"),
        field("publisher", _TEXT, "Who publishes it"),
        field("title", _TEXT, "What it holds"),
        field("url", _TEXT, "Where it is published; null: no longer fetched"),
        field("cadence", _TEXT, "How often the publisher renews it"),
        field("unit", _TEXT, "The unit of its figures"),
        field("licence", _TEXT, "Terms of use"),
        field("redistribute", pyarrow.bool_(), "Whether its terms let us ship it"),
        field("vintages", _COUNT, "Files of it that are landed"),
    ]
)

BUILD = pyarrow.schema(
    [
        field("fingerprint", _TEXT, "Hash of all landed files and of the code"),
        field("built_at", _INSTANT, "When the build began"),
    ]
)

TABLES = pyarrow.schema(
    [
        field("table_schema", _TEXT, "Schema"),
        field("table_name", _TEXT, "Table, view or table macro"),
        field("kind", _TEXT, "table, view or macro (called with a date)"),
        field("description", _TEXT, "What one row is, and what it does not mean"),
        field("rows", _COUNT, "Rows; null for a view"),
    ]
)

COLUMNS = pyarrow.schema(
    [
        field("table_schema", _TEXT, "Schema"),
        field("table_name", _TEXT, "Table or view"),
        field("column_name", _TEXT, "Column"),
        field("data_type", _TEXT, "Type in DuckDB"),
        field("unit", _TEXT, "Unit, by the column's name; null where it has none"),
        field("description", _TEXT, "What the column holds"),
        field("column_index", pyarrow.int32(), "Place in the table, from 1"),
    ]
)


# What is known before dbt runs, so that its models may ask it.
META_SCHEMAS = {"landed_files": LANDED_FILES, "sources": SOURCES}
META_TABLES = {
    "landed_files": "One row per landed file: where it came from, when the public had"
    " it (released_on, and on what ground), when we saw it (captured_at)",
    "sources": "One row per published file that the warehouse knows how to read",
}


def load_landed_files(
    connection: duckdb.DuckDBPyConnection, files: Sequence["Vintage"]
) -> None:
    """Create `meta.landed_files` and `meta.sources`: all that is known of the files."""
    landed = [
        {
            **each.file.sidecar.model_dump(exclude={"etag", "last_modified"}),
            "cells_repeated": each.cells_repeated,
            "publisher": each.file.source.publisher,
            "title": each.file.source.title,
            "raw_table": each.file.source.raw_table,
            "unit": each.file.source.unit,
            "licence": each.file.source.licence,
        }
        for each in files
    ]
    sources = [
        {
            **source.model_dump(include=set(SOURCES.names)),
            "url": source.urls[0] if source.urls else None,
            "vintages": sum(each.file.source is source for each in files),
        }
        for source in all_sources().values()
    ]
    create_table(
        connection,
        "meta.landed_files",
        pyarrow.Table.from_pylist(landed, LANDED_FILES),
        META_TABLES["landed_files"],
    )
    create_table(
        connection,
        "meta.sources",
        pyarrow.Table.from_pylist(sources, SOURCES),
        META_TABLES["sources"],
    )


def name_build(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> None:
    """Create `meta.build`: which files and code this database is made of, and when."""
    row = {"fingerprint": fingerprint, "built_at": datetime.now(UTC)}
    create_table(
        connection,
        "meta.build",
        pyarrow.Table.from_pylist([row], BUILD),
        "One row: what this database is made of, and when it was built",
    )


def describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `meta.tables` and `meta.columns`: the database's own directory.

    Three times: the first pass makes the two, the second lists them too, and the
    third counts the rows that they then have.
    """
    for _ in range(3):
        create_table(
            connection,
            "meta.tables",
            connection.execute(_TABLES_QUERY).to_arrow_table().cast(TABLES),
            "One row per table, view and macro of this database, with its meaning",
        )
        create_table(
            connection,
            "meta.columns",
            connection.execute(_COLUMNS_QUERY).to_arrow_table().cast(COLUMNS),
            "One row per column of this database, with unit and meaning",
        )


_TABLES_QUERY = """
    select
        schema_name as table_schema,
        table_name,
        'table' as kind,
        comment as description,
        estimated_size as rows,
    from duckdb_tables()
    where database_name = 'warehouse' and not internal
    union all by name
    select
        schema_name as table_schema,
        view_name as table_name,
        'view' as kind,
        comment as description,
        null as rows,
    from duckdb_views()
    where database_name = 'warehouse' and not internal
    union all by name
    select
        schema_name as table_schema,
        function_name as table_name,
        'macro' as kind,
        comment as description,
        null as rows,
    from duckdb_functions()
    where
        database_name = 'warehouse'
        and not internal
        and function_type = 'table_macro'
    order by table_schema, table_name
"""

_COLUMNS_QUERY = f"""
    select
        schema_name as table_schema,
        table_name,
        column_name,
        data_type,
        case
            when data_type not in ('VARCHAR', 'BOOLEAN', 'DATE')
            then {unit_case("column_name")}
        end as unit,
        comment as description,
        column_index,
    from duckdb_columns()
    where database_name = 'warehouse' and not internal
    order by table_schema, table_name, column_index
"""
