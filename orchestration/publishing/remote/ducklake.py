"""Publish to a DuckLake: catalogue in PostgreSQL, files in S3.

Belongs here: one transaction that replaces every table, so that a reader sees one
publication or the other, and earlier ones as snapshots. Does not: connections and
errors (`remote`), or what is published (`contents`).

Files are written before the transaction ends and become visible with it: a failed or
killed publication leaves files that nobody refers to, never a changed lake.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

import duckdb

from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.publishing.public_tables import (
    SCHEMAS,
    Macro,
    Table,
    fingerprint_of,
    macros_of,
    tables_of,
)
from orchestration.publishing.remote.connection import (
    Publication,
    opened,
    postgres_address,
    translate_place_errors,
    use_password,
)
from orchestration.settings import Settings
from orchestration.storage.quoting import literal, quoted
from orchestration.storage.tables import table_names

PLACE = "DuckLake"


def publish_to_ducklake(settings: Settings, progress: Progress) -> Publication:
    """Publish the audited file as the lake's newest snapshot, unless it is that.

    Raises WarehouseError where the lake took nothing in; it is then as it was.
    """
    with opened(settings) as connection, translate_place_errors(PLACE, settings):
        _attach(connection, settings)
        tables = tables_of(connection)
        fingerprint, built_at = fingerprint_of(connection)
        rows = None
        if fingerprint != _published_before(connection):
            rows = _replace(connection, tables, progress)
            message = f"built {built_at} UTC, fingerprint {fingerprint}"
            connection.execute(
                f"call lake.set_commit_message('tic-warehouse', {literal(message)})"
            )
            connection.execute("commit")
        [(snapshot,)] = connection.execute(
            "select max(snapshot_id) from lake.snapshots()"
        ).fetchall()
    return Publication(PLACE, len(tables), rows, f"snapshot {snapshot}")


def _attach(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Attach the lake as `lake`; made where the catalogue is empty."""
    where = postgres_address(settings.ducklake_catalogue_url, "ducklake_catalogue_url")
    data = settings.ducklake_data
    if not data:
        raise WarehouseError(
            "TIC_WAREHOUSE_DUCKLAKE_DATA is not set; set it to s3://bucket/folder/"
        )
    if data.startswith("s3://"):
        _use_storage(connection, settings)
    catalogue = literal(f"ducklake:postgres:{where.conninfo}")
    # No rows in the catalogue itself: then any reader of Parquet can have them all.
    connection.execute(
        f"attach {catalogue} as lake (data_path {literal(data)},"
        f" meta_secret '{use_password(connection, where)}', data_inlining_row_limit 0)"
    )


def _use_storage(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    options = {"region": literal(settings.s3_region)}
    for name, secret in (
        ("key_id", settings.s3_key_id),
        ("secret", settings.s3_secret),
    ):
        if secret is None:
            raise WarehouseError(
                f"TIC_WAREHOUSE_S3_{name.upper()} is not set; the S3 storage of"
                " TIC_WAREHOUSE_DUCKLAKE_DATA asks for it"
            )
        options[name] = literal(secret.get_secret_value())
    if settings.s3_endpoint:
        parts = urlsplit(settings.s3_endpoint)
        options |= {
            "endpoint": literal(parts.netloc or settings.s3_endpoint),
            "use_ssl": str(parts.scheme != "http").lower(),
            "url_style": "'path'",
        }
    words = ", ".join(f"{name} {value}" for name, value in options.items())
    connection.execute(f"create or replace secret storage (type s3, {words})")


def _published_before(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Read what the newest publication in the lake is made of.

    Raises WarehouseError where the lake has tables of somebody else.
    """
    names = [name for name in table_names(connection, "lake") if name[0] in SCHEMAS]
    if ("meta", "build") in names:
        row = connection.execute("select fingerprint from lake.meta.build").fetchone()
        return row[0] if row else None
    if names:
        raise WarehouseError(
            f"{PLACE}: there are tables in it that are not this warehouse's, such as"
            f" {'.'.join(names[0])}; set TIC_WAREHOUSE_DUCKLAKE_CATALOGUE_URL to a"
            " database of its own"
        )
    return None


def _replace(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], progress: Progress
) -> int:
    """Begin a transaction in which the lake becomes what the file is; count rows."""
    connection.execute("use lake")  # the macros name their tables without a database
    connection.execute("begin")
    _drop_what_is_gone(connection, tables)
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists lake.{schema}")
    rows = 0
    for number, table in enumerate(tables):
        progress.step("publishing to DuckLake", number, len(tables))
        name = f"lake.{quoted(table.schema)}.{quoted(table.name)}"
        [(written,)] = connection.execute(
            f"create or replace table {name} as from {table.source}"
        ).fetchall()
        rows += written
        connection.execute(f"comment on table {name} is {literal(table.comment)}")
        for column in table.columns:
            connection.execute(
                f"comment on column {name}.{quoted(column.name)}"
                f" is {literal(column.comment)}"
            )
    for macro in macros_of(connection):
        _create_macro(connection, macro)
    return rows


def _drop_what_is_gone(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]
) -> None:
    """Drop all macros of the last publication, and the tables that are no more."""
    if not _published_before(connection):
        return
    kept = {(table.schema, table.name) for table in tables}
    for schema, name, kind in connection.execute(
        "select table_schema, table_name, kind from lake.meta.tables"
        " where list_contains(?, table_schema)",
        [list(SCHEMAS)],
    ).fetchall():
        if kind == "macro":
            connection.execute(
                f"drop macro table if exists lake.{schema}.{quoted(name)}"
            )
        elif (schema, name) not in kept:
            connection.execute(f"drop table if exists lake.{schema}.{quoted(name)}")


def _create_macro(connection: duckdb.DuckDBPyConnection, macro: Macro) -> None:
    """DuckLake keeps no comments on macros; meta.tables has their meaning."""
    kind = "table " if macro.is_table else ""
    calls = ", ".join(
        f"({', '.join(map(quoted, parameters))}) as {kind}{text}"
        for parameters, text in macro.calls
    )
    connection.execute(f"create or replace macro lake.main.{quoted(macro.name)}{calls}")
