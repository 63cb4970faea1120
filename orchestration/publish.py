"""Path step 6: an audited build becomes what everybody reads.

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
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster
import duckdb

from orchestration.audit import demand_receipt
from orchestration.cards import (
    COLUMN_LINEAGE,
    COLUMN_SCHEMA,
    RAW_SQL,
    ROW_COUNT,
    TABLE_NAME,
    same_columns,
    told_in_the_ui,
)
from orchestration.contents import SCHEMAS
from orchestration.errors import WarehouseError
from orchestration.examples import load_examples
from orchestration.files import write_whole
from orchestration.intake import RUN_LOCK
from orchestration.manifest import load_manifest
from orchestration.measure import extent
from orchestration.meta import describe
from orchestration.pictures import picture
from orchestration.progress import Progress
from orchestration.quoting import literal
from orchestration.report.page import draw_report, place_report
from orchestration.settings import Settings
from orchestration.warehouse import reader, swap, writer


@dataclass(frozen=True)
class PublishedTable:
    """One table of the published database, as the manifest lists it."""

    name: str
    rows: int
    first: str | None
    last: str | None


def publish(settings: Settings, progress: Progress) -> list[PublishedTable]:
    """Publish the build; returns its public tables.

    Raises WarehouseError where there is no clean receipt or a place cannot be
    written; what was published before is then untouched.
    """
    _refuse_folders_in_the_way(settings)
    folder = settings.published_dir / f".parquet-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    try:
        with writer(settings.build_database) as connection:
            demand_receipt(connection, settings.build_database)
            progress.step("describing the tables")
            load_examples(connection, load_manifest(settings))
            describe(connection)
            tables = list_tables(connection)
            progress.step("writing Parquet files")
            _write_parquet(connection, folder, tables)
            manifest = _manifest(connection, tables)
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


def _refuse_folders_in_the_way(settings: Settings) -> None:
    """Ask before the swap what would stop a rename after it.

    Raises WarehouseError where a real folder lies in the place of a link or a file.
    """
    for place in (settings.published_dir / "parquet", settings.manifest_path):
        if place.is_dir() and not place.is_symlink():
            raise WarehouseError(
                f"{place}: a folder lies where a run puts its own; move it away and"
                " run again"
            )


def list_tables(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    """Every public table with its rows and the span of its month or day."""
    names = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = 'warehouse' and list_contains($schemas, schema_name)"
        " order by list_position($schemas, schema_name), table_name",
        {"schemas": list(SCHEMAS)},
    ).fetchall()
    return [_measure(connection, schema, table) for schema, table in names]


def _measure(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str
) -> PublishedTable:
    found = extent(connection, schema, table)
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


def _manifest(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[PublishedTable]
) -> dict[str, Any]:
    fingerprint, built_at = connection.execute(
        "select fingerprint,"
        " strftime(built_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ') from meta.build"
    ).fetchone() or ("", "")
    checks, passed, warned = connection.execute(
        "select checks, passed, warned from quality.audit_receipt"
    ).fetchone() or (0, 0, 0)
    inputs = connection.execute(
        "select sha256, source_id, file_name, url, released_on::varchar as released_on,"
        " landed_from from meta.landed_files order by source_id, sha256"
    ).to_arrow_table()
    warnings = connection.execute(
        "select check_name, table_name, message from quality.check_results"
        " where not passed order by all"
    ).to_arrow_table()
    return {
        "fingerprint": fingerprint,
        "built_at": built_at,
        "duckdb_version": duckdb.__version__,
        "checks": {"asked": checks, "passed": passed, "warned": warned},
        "warnings": warnings.to_pylist(),
        "tables": [asdict(table) for table in tables],
        "inputs": inputs.to_pylist(),
    }


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


def build_publish(
    settings: Settings, progress: Progress, marts: Sequence[dagster.AssetSpec]
) -> dagster.AssetsDefinition:
    """One asset per published mart, with rows, span and a small picture."""
    specs = [_spec(mart) for mart in marts]

    @dagster.multi_asset(
        specs=specs, name="published", required_resource_keys={RUN_LOCK}
    )
    def published() -> Iterator[dagster.MaterializeResult]:
        with told_in_the_ui():
            tables = {
                table.name.split(".")[1]: table for table in publish(settings, progress)
            }
            with reader(settings.published_database) as connection:
                for spec in specs:
                    table = tables[spec.key.path[-1]]
                    yield dagster.MaterializeResult(
                        asset_key=spec.key, metadata=_metadata(connection, spec, table)
                    )

    return published


def _spec(mart: dagster.AssetSpec) -> dagster.AssetSpec:
    """The asset that stands for what readers have of a mart."""
    return dagster.AssetSpec(
        dagster.AssetKey(["published", mart.key.path[-1]]),
        deps=[mart.key],
        group_name="published",
        description=(mart.description or "").partition(RAW_SQL)[0],
        kinds={"duckdb", "parquet"},
        owners=list(mart.owners),
        tags={"topic": mart.tags["topic"]},
        metadata={name: mart.metadata[name] for name in (TABLE_NAME, COLUMN_SCHEMA)},
    )


def _metadata(
    connection: duckdb.DuckDBPyConnection,
    spec: dagster.AssetSpec,
    table: PublishedTable,
) -> dict[str, Any]:
    """What the UI shows of a published table."""
    metadata: dict[str, Any] = {
        ROW_COUNT: table.rows,
        "first": table.first or "not dated",
        "latest": table.last or "not dated",
        COLUMN_LINEAGE: same_columns(spec),
    }
    if image := picture(connection, table.name):
        metadata["picture"] = dagster.MetadataValue.md(image)
    return metadata
