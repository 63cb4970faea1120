"""Define path step 3 as assets: `raw.*` and `meta.*`, in a fresh build.

Belongs here: naming the tables as assets and what the UI shows of them. Does not: how
a table is loaded (`loading/`).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster
import pyarrow

from orchestration.dagster_app.asset_metadata import (
    COLUMN_SCHEMA,
    OWNERS,
    ROW_COUNT,
    TABLE_NAME,
    columns_of,
    source_links,
    translate_errors,
)
from orchestration.dagster_app.assets.landed import landed_key
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.landing.cell_cache import CELL_SCHEMA
from orchestration.loading.build import load_build
from orchestration.loading.file_catalogue import META_SCHEMAS, META_TABLES
from orchestration.loading.raw_tables import LoadedTable
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources, raw_tables


def build_raw_assets(
    settings: Settings, progress: Progress
) -> dagster.AssetsDefinition:
    """One asset per raw table, loaded together into a fresh build."""
    specs = [*_raw_specs(), *_meta_specs()]

    @dagster.multi_asset(specs=specs, name="raw", required_resource_keys={RUN_LOCK})
    def raw() -> Iterator[dagster.MaterializeResult[None]]:
        with translate_errors():
            yield from map(_materialized, load_build(settings, progress))

    return raw


def _materialized(table: LoadedTable) -> dagster.MaterializeResult[None]:
    metadata: dict[str, Any] = {ROW_COUNT: table.rows}
    if table.vintages is not None:
        metadata |= {"vintages": table.vintages, "latest": table.newest or "none"}
    return dagster.MaterializeResult(
        asset_key=dagster.AssetKey([table.schema, table.name]), metadata=metadata
    )


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
