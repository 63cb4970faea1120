"""List what of the published file goes to other machines.

Belongs here: reading the directory that DuckDB keeps of the file, which is attached
as `warehouse`. Does not: any place that takes it in.

Published is what the Parquet files hold too: the tables of `main`, `quality` and
`meta`. What they were made from (`raw`, `staging`, `seeds`) stays in the file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from orchestration.storage.quoting import quoted

SCHEMAS = ("main", "quality", "meta")


@dataclass(frozen=True)
class Column:
    """A column with what the file says of it."""

    name: str
    comment: str | None
    is_nullable: bool


@dataclass(frozen=True)
class Table:
    """A table or view of the file, as other places receive it."""

    schema: str
    name: str
    comment: str | None
    columns: Sequence[Column]
    key: Sequence[str]

    @property
    def source(self) -> str:
        """Its name in the file, for a query."""
        return f"warehouse.{quoted(self.schema)}.{quoted(self.name)}"


@dataclass(frozen=True)
class Macro:
    """A macro of the file: its parameters and SQL, once for each way to call it."""

    name: str
    is_table: bool
    calls: Sequence[tuple[Sequence[str], str]]

    def calls_any(self, names: set[str]) -> bool:
        """Whether its SQL calls one of these macros."""
        return any(names & set(re.findall(r"(\w+)\(", sql)) for _, sql in self.calls)


def tables_of(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Every public table and view of the file, in a fixed order."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *column in connection.execute(
        "select schema_name, table_name, column_name, comment, is_nullable"
        " from duckdb_columns() where database_name = 'warehouse' and not internal"
        " order by column_index"
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(*column))
    keys = {
        (schema, table): names
        for schema, table, names in connection.execute(
            "select schema_name, table_name, constraint_column_names"
            " from duckdb_constraints() where database_name = 'warehouse'"
            " and constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    }
    found = connection.execute(
        """
        select schema_name, table_name, comment
        from duckdb_tables() where database_name = 'warehouse' and not internal
        union all
        select schema_name, view_name, comment
        from duckdb_views() where database_name = 'warehouse' and not internal
        order by all
        """
    ).fetchall()
    return [
        Table(
            schema, name, comment, columns[schema, name], keys.get((schema, name), ())
        )
        for schema, name, comment in found
        if schema in SCHEMAS
    ]


def macros_of(connection: duckdb.DuckDBPyConnection) -> list[Macro]:
    """Every macro of the file, those that others call first."""
    found: dict[tuple[str, bool], list[tuple[Sequence[str], str]]] = {}
    for name, is_table, parameters, text in connection.execute(
        "select function_name, function_type = 'table_macro', parameters,"
        " macro_definition from duckdb_functions() where database_name = 'warehouse'"
        " and not internal and schema_name = 'main' order by all"
    ).fetchall():
        found.setdefault((name, is_table), []).append((parameters, text))
    return _callees_first([Macro(*key, calls) for key, calls in found.items()])


def _callees_first(macros: list[Macro]) -> list[Macro]:
    """Each macro after those it calls, as making them demands."""
    ordered: list[Macro] = []
    while waiting := [macro for macro in macros if macro not in ordered]:
        names = {macro.name for macro in waiting}
        ready = [macro for macro in waiting if not macro.calls_any(names)]
        ordered += ready or waiting
    return ordered


def fingerprint_of(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """Read what the file is made of, and when it was built."""
    [row] = connection.execute(
        "select fingerprint, strftime(built_at at time zone 'UTC', '%Y-%m-%d %H:%M')"
        " from warehouse.meta.build"
    ).fetchall()
    return row
