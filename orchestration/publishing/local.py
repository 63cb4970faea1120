"""Publish an audited build to everybody who reads on this machine, path step 6.

Belongs here: the tables that describe the database, Parquet files with what stands
beside them (`descriptors.py`, `workbook.py`), the manifest and the atomic replacement.
Does not: judgement; it only asks for the receipt.

Order: Parquet files into a folder of their own, the database by one rename, the
pages of the report by one rename each, the Parquet link by one rename, the manifest,
the brief of the release, whose files are of one release each, and last the page's link
to the brief where it was not there before. A run killed between two of these leaves
whole files behind, and the next run finds the manifest out of date.
"""

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.audit.receipt import demand_receipt
from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.publishing.brief.release_brief import draw_brief, place_brief
from orchestration.publishing.catalogue import (
    ColumnOrigin,
    describe,
    load_column_lineage,
    load_table_lineage,
    one_row_conditions,
)
from orchestration.publishing.changes.history import write_publication_changes
from orchestration.publishing.citations import create_cite_row, keys_of_tables
from orchestration.publishing.descriptors import write_descriptors
from orchestration.publishing.examples import load_examples
from orchestration.publishing.public_tables import SCHEMAS
from orchestration.publishing.publication_manifest import (
    PublishedTable,
    build_publication_manifest,
)
from orchestration.publishing.report.page import draw_report, link_brief, place_report
from orchestration.publishing.workbook import write_workbook
from orchestration.settings import Settings
from orchestration.storage.connections import swap, writer
from orchestration.storage.files import write_whole
from orchestration.storage.last_build import sha256_of
from orchestration.storage.quoting import literal
from orchestration.storage.table_stats import read_table_stats
from orchestration.storage.tables import table_names
from orchestration.transform.build_plan import demand_current
from orchestration.transform.dbt_manifest import load_dbt_manifest


def publish(
    settings: Settings, progress: Progress, origins: Sequence[ColumnOrigin] = ()
) -> list[PublishedTable]:
    """Publish the build; returns its public tables.

    `origins` say which column is made of which, for `meta.column_lineage`.
    Raises WarehouseError where there is no clean receipt or a place cannot be
    written; what was published before is then untouched.
    """
    _check_no_directory_conflicts(settings)
    folder = settings.published_dir / f".parquet-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    try:
        with writer(settings.build_database) as connection:
            dbt_manifest = load_dbt_manifest(settings)
            demand_current(settings, dbt_manifest, connection)
            demand_receipt(connection, settings.build_database)
            progress.step("comparing with the last publication")
            write_publication_changes(connection, dbt_manifest, settings, progress)
            progress.step("describing the tables")
            load_examples(connection, dbt_manifest)
            load_column_lineage(connection, origins)
            load_table_lineage(connection, dbt_manifest)
            create_cite_row(connection)
            describe(
                connection,
                one_row_conditions(dbt_manifest),
                keys_of_tables(dbt_manifest),
            )
            tables = list_tables(connection)
            progress.step("writing Parquet files")
            _write_parquet(connection, folder, tables)
            write_descriptors(connection, folder)
            write_workbook(connection, folder / "tables.xlsx")
            manifest = build_publication_manifest(connection, tables)
            connection.execute("checkpoint warehouse")
            report = draw_report(connection, settings, progress)
            brief = draw_brief(connection, settings, progress)
        progress.step("publishing")
        manifest["database_sha256"] = sha256_of(settings.build_database)
        manifest["database_bytes"] = settings.build_database.stat().st_size
        swap(settings.build_database, settings.published_database)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    place_report(settings, report, progress)
    _link(folder, settings.published_dir / "parquet")
    text = json.dumps(manifest, indent=1, default=str) + "\n"
    write_whole(settings.manifest_path, text.encode())
    place_brief(settings, brief, progress)
    link_brief(settings, report, progress)
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
