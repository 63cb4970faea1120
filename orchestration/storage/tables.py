"""Create tables in DuckDB from Arrow with their comments, and list those there are.

Belongs here: DDL and comments of tables that are made in Python. Does not: which
tables there should be (`loading`, `audit`, `publishing`); dbt comments its own.
"""

from typing import TYPE_CHECKING

import duckdb

from orchestration.storage.quoting import literal

if TYPE_CHECKING:  # slow to import, and who only reads a database needs it not
    import pyarrow


def table_names(
    connection: duckdb.DuckDBPyConnection, database: str = "warehouse"
) -> list[tuple[str, str]]:
    """List (schema, table) of every table of an attached database, sorted."""
    return connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = ? and not internal order by all",
        [database],
    ).fetchall()


def field(name: str, kind: "pyarrow.DataType", comment: str) -> "pyarrow.Field":
    """Define a column with the comment that it carries in the database."""
    import pyarrow  # noqa: PLC0415

    return pyarrow.field(name, kind, metadata={"comment": comment})


def create_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    content: "pyarrow.Table",
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
    schema: "pyarrow.Schema",
) -> None:
    """Write a table's comment and those of its columns."""
    connection.execute(f"comment on table {name} is {literal(comment)}")
    for column in schema:
        text = column.metadata[b"comment"].decode()
        connection.execute(f"comment on column {name}.{column.name} is {literal(text)}")
