"""Path step 3: parsed cells of all vintages become `raw.*`, one asset per table.

Belongs here: loading. Raw is passthrough: no rename, no merge,
no newest-wins. Does not: the meaning of any cell (dbt staging).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import dagster
import duckdb

from orchestration.cells import CELL_SCHEMA, cells_path
from orchestration.fingerprint import fingerprint
from orchestration.intake import RUN_LOCK, landed_key
from orchestration.land import LandedFile, landed_files
from orchestration.meta import (
    META_TABLES,
    comment_on,
    load_landed_files,
    name_build,
)
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import all_sources, raw_tables
from orchestration.warehouse import fresh_build, writer


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
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        origin = f"read_parquet([{listed}])"
    else:
        connection.register("no_cells", CELL_SCHEMA.empty_table())
        origin = "no_cells"
    connection.execute(f"create or replace table raw.{name} as from {origin}")
    _comment(connection, name)
    rows, newest = connection.execute(
        f"select count(*), max(reference_date)::varchar from raw.{name}"
    ).fetchone() or (0, None)
    return RawTable(name, rows, len(paths), newest)


def _comment(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    titles = "; ".join(source.title for source in raw_tables()[name][:3])
    unit = raw_tables()[name][0].unit
    text = f"Every cell, missing ones too, of every landed vintage. {titles}. {unit}."
    comment_on(connection, f"raw.{name}", text, CELL_SCHEMA)


def build_raw(settings: Settings, progress: Progress) -> dagster.AssetsDefinition:
    """One asset per raw table, loaded together into a fresh build."""
    specs = [*_raw_specs(), *_meta_specs()]

    @dagster.multi_asset(specs=specs, name="raw", required_resource_keys={RUN_LOCK})
    def raw() -> Iterator[dagster.MaterializeResult]:
        made_of = fingerprint(settings)
        files = list(landed_files(settings))
        fresh_build(settings.build_database)
        with writer(settings.build_database) as connection:
            load_landed_files(connection, files)
            name_build(connection, made_of)
            yield from (
                dagster.MaterializeResult(asset_key=spec.key) for spec in _meta_specs()
            )
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


def _raw_specs() -> list[dagster.AssetSpec]:
    return [
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


def _meta_specs() -> list[dagster.AssetSpec]:
    return [
        dagster.AssetSpec(
            dagster.AssetKey(["meta", name]),
            deps=[landed_key(source) for source in all_sources().values()],
            group_name="raw",
            description=comment,
            kinds={"duckdb"},
        )
        for name, comment in META_TABLES.items()
    ]
