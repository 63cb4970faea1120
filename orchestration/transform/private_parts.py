"""Reach the database that dbt has open, by undocumented parts of dbt-duckdb.

Belongs here: what an upgrade of dbt-duckdb may move;
`tests/transform/test_private_parts.py` says so when it does. Does not: queries.
"""

import duckdb


def open_cursor() -> duckdb.DuckDBPyConnection:
    """Open one more connection to the database that dbt has open in this process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415

    cursor: duckdb.DuckDBPyConnection = DuckDBConnectionManager.env().conn.cursor()  # type: ignore[attr-defined]
    return cursor


def close_database() -> None:
    """Close what dbt keeps open for its next command."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415

    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
