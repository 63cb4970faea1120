"""Publish an audited build to everybody who reads on this machine, path step 6.

Belongs here: the tables that describe the database, Parquet files, the manifest and
the atomic replacement. Does not: judgement; it only asks for the receipt.

Order: Parquet files into a folder of their own, the database by one rename, the
report by one rename, the Parquet link by one rename, the manifest last. A run killed
between two of these leaves whole files behind, and the next run finds the manifest out
of date.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.audit.receipt import demand_receipt
from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.publishing.catalogue import describe
from orchestration.publishing.examples import load_examples
from orchestration.publishing.public_tables import SCHEMAS
from orchestration.publishing.publication_manifest import (
    PublishedTable,
    build_publication_manifest,
)
from orchestration.publishing.report.page import draw_report, place_report
from orchestration.settings import Settings
from orchestration.storage.connections import swap, writer
from orchestration.storage.files import write_whole
from orchestration.storage.quoting import literal
from orchestration.storage.table_stats import read_table_stats
from orchestration.storage.tables import table_names
from orchestration.transform.dbt_manifest import load_dbt_manifest


def publish(settings: Settings, progress: Progress) -> list[PublishedTable]:
    """Publish the build; returns its public tables.

    Raises WarehouseError where there is no clean receipt or a place cannot be
    written; what was published before is then untouched.
    """
    _check_no_directory_conflicts(settings)
    folder = settings.published_dir / f".parquet-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    try:
        with writer(settings.build_database) as connection:
            demand_receipt(connection, settings.build_database)
            progress.step("describing the tables")
            load_examples(connection, load_dbt_manifest(settings))
            describe(connection)
            tables = list_tables(connection)
            progress.step("writing Parquet files")
            _write_parquet(connection, folder, tables)
            manifest = build_publication_manifest(connection, tables)
            connection.execute("checkpoint warehouse")
            page = draw_report(connection, settings, progress)
        progress.step("publishing")
        manifest["database_sha256"] = _sha256(settings.build_database)
        manifest["database_bytes"] = settings.build_database.stat().st_size
        swap(settings.build_database, settings.published_database)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    place_report(settings, page, progress)
    _link(folder, settings.published_dir / "parquet")
    text = json.dumps(manifest, indent=1, default=str) + "\n"
    write_whole(settings.manifest_path, text.encode())
    _forget_older(folder)
    return tables


def _check_no_directory_conflicts(settings: Settings) -> None:
    """Ask before the swap what would stop a rename after it.

    Raises WarehouseError where a real folder is in the place of a link or a file.
    """
    for place in (settings.published_dir / "parquet", settings.manifest_path):
        if place.is_dir() and not place.is_symlink():
            raise WarehouseError(
                f"{place}: there is a folder where a run puts its own; move it away and"
                " run again"
            )


def list_tables(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    """Every public table with its rows and the span of its month or day."""
    names = table_names(connection)
    return [
        _measure(connection, schema, table)
        for wanted in SCHEMAS
        for schema, table in names
        if schema == wanted
    ]


def _measure(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str
) -> PublishedTable:
    found = read_table_stats(connection, schema, table)
    return PublishedTable(f"{schema}.{table}", found.rows, found.first, found.last)


def _write_parquet(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: Sequence[PublishedTable],
) -> None:
    """All public tables as Parquet in a new folder beside the published one."""
    try:
        folder.mkdir(parents=True)
    except OSError as problem:
        raise WarehouseError(
            f"{folder}: cannot be made ({problem.strerror}); free some space or check"
            " the permissions, then run again"
        ) from None
    for table in tables:
        name = table.name.removeprefix("main.")
        connection.execute(
            f"copy {table.name} to {literal(folder / f'{name}.parquet')}"
            " (format parquet, compression zstd)"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _link(folder: Path, link: Path) -> None:
    """Point `parquet` at the new folder, in one step."""
    new = link.with_name(".parquet-link")
    try:
        new.unlink(missing_ok=True)
        new.symlink_to(folder.name, target_is_directory=True)
        new.replace(link)
    except OSError as problem:
        raise WarehouseError(
            f"{link}: cannot be replaced ({problem.strerror}); move what is there away"
            " and run again"
        ) from None


def _forget_older(folder: Path) -> None:
    for other in folder.parent.glob(".parquet-*"):
        if other != folder and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
