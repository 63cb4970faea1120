"""Path step 3: parsed cells of all vintages become `raw.*`, one asset per table.

Belongs here: loading. Raw is passthrough: no rename, no merge,
no newest-wins. Does not: the meaning of any cell (dbt staging).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster
import duckdb
import pyarrow

from orchestration.cards import (
    COLUMN_SCHEMA,
    OWNERS,
    ROW_COUNT,
    TABLE_NAME,
    columns_of,
    source_links,
    told_in_the_ui,
)
from orchestration.cells import CELL_SCHEMA
from orchestration.fingerprint import fingerprint
from orchestration.intake import RUN_LOCK, landed_key
from orchestration.land import landed_files
from orchestration.measure import extent
from orchestration.meta import (
    META_SCHEMAS,
    META_TABLES,
    comment_on,
    load_landed_files,
    name_build,
)
from orchestration.progress import Progress
from orchestration.quoting import literal
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources, raw_tables
from orchestration.vintages import Vintage, vintages
from orchestration.warehouse import fresh_build, writer


@dataclass(frozen=True)
class RawTable:
    """What was loaded into one raw table."""

    name: str
    rows: int
    vintages: int
    newest: str | None


def load_raw_table(
    connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[Vintage]
) -> RawTable:
    """Create `raw.<name>` from the given landed files of its sources.

    Shape: one row per cell of the months that each file is loaded for, columns of
    CELL_SCHEMA.
    """
    connection.execute("create schema if not exists raw")
    connection.register("no_cells", CELL_SCHEMA.empty_table())
    connection.execute(f"create or replace table raw.{name} as from no_cells")
    connection.unregister("no_cells")
    parts = [_rows_of(file) for file in files if file.months]
    if parts:
        # one statement: each by itself would be written to the disk by itself
        connection.execute(f"insert into raw.{name} {' union all '.join(parts)}")
    _comment(connection, name)
    rows, newest = connection.execute(
        f"select count(*), max(reference_date)::varchar from raw.{name}"
    ).fetchone() or (0, None)
    return RawTable(name, rows, len(files), newest)


def _rows_of(file: Vintage) -> str:
    """A query for the months that a landed file is loaded for."""
    rows = f"from read_parquet({literal(file.cells.path)})"
    return rows if file.is_whole else f"{rows} where {_within(file.months)}"


def _within(months: Collection[date]) -> str:
    """A condition that a reader of Parquet can answer from the bounds of row groups."""
    return " or ".join(
        f"reference_date between date '{month.replace(day=1)}' and date '{month}'"
        for month in sorted(months)
    )


def _comment(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    titles = "; ".join(source.title for source in raw_tables()[name][:3])
    unit = raw_tables()[name][0].unit
    text = (
        "Every cell, missing ones too, of every landed vintage; a month that a vintage"
        " repeats from the one before stands under the first file that printed it (the"
        f" newest vintage is whole). {titles}. {unit}."
    )
    comment_on(connection, f"raw.{name}", text, CELL_SCHEMA)


def build_raw(settings: Settings, progress: Progress) -> dagster.AssetsDefinition:
    """One asset per raw table, loaded together into a fresh build."""
    specs = [*_raw_specs(), *_meta_specs()]

    @dagster.multi_asset(specs=specs, name="raw", required_resource_keys={RUN_LOCK})
    def raw() -> Iterator[dagster.MaterializeResult]:
        with told_in_the_ui():
            yield from load()

    def load() -> Iterator[dagster.MaterializeResult]:
        made_of = fingerprint(settings)
        files = list(vintages(settings, list(landed_files(settings))))
        fresh_build(settings.build_database)
        with writer(settings.build_database) as connection:
            load_landed_files(connection, files)
            name_build(connection, made_of)
            for name in META_TABLES:
                yield dagster.MaterializeResult(
                    asset_key=dagster.AssetKey(["meta", name]),
                    metadata={ROW_COUNT: extent(connection, "meta", name).rows},
                )
            for done, name in enumerate(raw_tables(), start=1):
                progress.step("loading raw tables", done, len(raw_tables()))
                own = [each for each in files if each.file.source.raw_table == name]
                table = load_raw_table(connection, name, own)
                yield dagster.MaterializeResult(
                    asset_key=dagster.AssetKey(["raw", name]),
                    metadata={
                        ROW_COUNT: table.rows,
                        "vintages": table.vintages,
                        "latest": table.newest or "none",
                    },
                )

    return raw


def _raw_specs() -> list[dagster.AssetSpec]:
    return [
        _spec(
            ["raw", name],
            sources,
            CELL_SCHEMA,
            "Every cell of every landed vintage. "
            + "; ".join(source.title for source in sources[:3])
            + ("" if len(sources) <= 3 else f"; and {len(sources) - 3} more")
            + f". Unit: {sources[0].unit}.",
            source_links(sources),
        )
        for name, sources in raw_tables().items()
    ]


def _meta_specs() -> list[dagster.AssetSpec]:
    sources = list(all_sources().values())
    return [
        _spec(["meta", name], sources, META_SCHEMAS[name], comment, {})
        for name, comment in META_TABLES.items()
    ]


def _spec(
    path: list[str],
    sources: Sequence[Source],
    schema: pyarrow.Schema,
    description: str,
    links: dict[str, Any],
) -> dagster.AssetSpec:
    return dagster.AssetSpec(
        dagster.AssetKey(path),
        deps=[landed_key(source) for source in sources],
        group_name="raw",
        description=description,
        kinds={"duckdb", "table"},
        owners=OWNERS,
        metadata={
            TABLE_NAME: ".".join(["warehouse", *path]),
            COLUMN_SCHEMA: columns_of(schema),
            **links,
        },
    )
