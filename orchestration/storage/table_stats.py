"""Measure how large a table is and what time it covers.

Belongs here: counting and dating. Does not: judging what is found (`expectations/`).
"""

from dataclasses import dataclass

import duckdb

from orchestration.storage.quoting import quoted

DATED_BY = ("reference_month", "date")


@dataclass(frozen=True)
class TableStats:
    """Rows of a table, its oldest and its newest month or day, and its columns."""

    rows: int
    first: str | None
    last: str | None
    columns: dict[str, str]  # name → type


def read_table_stats(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str
) -> TableStats:
    """Measure `schema.table` of the warehouse."""
    columns = columns_of(connection, schema, table)
    time = next((name for name in DATED_BY if name in columns), None)
    span = f"min({time})::varchar, max({time})::varchar" if time else "null, null"
    rows, first, last = connection.execute(
        f'select count(*), {span} from {schema}."{table}"'
    ).fetchone() or (0, None, None)
    return TableStats(rows, first, last, columns)


def columns_of(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str
) -> dict[str, str]:
    """Name → type of each column of `schema.table` of the warehouse, in their order."""
    # of one table: `duckdb_columns()` would list those of all first
    return dict(
        connection.execute(
            "select name, type from pragma_table_info(?)",
            [f"{quoted(schema)}.{quoted(table)}"],
        ).fetchall()
    )
