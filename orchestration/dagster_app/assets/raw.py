"""Define path step 3 as assets: `raw.*` and `meta.*` of a build.

Belongs here: naming the tables as assets and what the UI shows of them. Does not: how
a table is loaded (`loading/`).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster
import pyarrow

from expectations.worker import CheckWorker
from orchestration.dagster_app.asset_metadata import (
    COLUMN_SCHEMA,
    OWNERS,
    REBUILT,
    ROW_COUNT,
    TABLE_NAME,
    columns_of,
    source_links,
    translate_errors,
)
from orchestration.dagster_app.assets.landed import INBOX, landed_key
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.landing.cell_cache import CELL_SCHEMA
from orchestration.loading.build import load_build
from orchestration.loading.file_catalogue import META_SCHEMAS, META_TABLES
from orchestration.loading.raw_tables import LoadedTable
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources, raw_tables


class LoadConfig(dagster.Config):
    """Whether to build everything anew, or what changed since the last publication."""

    full: bool = False


def build_raw_assets(
    settings: Settings, progress: Progress, worker: CheckWorker
) -> dagster.AssetsDefinition:
    """One asset per raw table, loaded together into a build.

    Where only some of them are asked for, these are loaded into the last build.
    """
    specs = [*_raw_specs(), *_meta_specs()]

    @dagster.multi_asset(
        specs=specs, name="raw", can_subset=True, required_resource_keys={RUN_LOCK}
    )
    def raw(
        context: dagster.AssetExecutionContext, config: LoadConfig
    ) -> Iterator[dagster.MaterializeResult[None]]:
        asked_for = context.selected_asset_keys
        only = {key.path[1] for key in asked_for} if context.is_subset else None
        with translate_errors():
            for table in load_build(settings, progress, full=config.full, only=only):
                if not table.is_as_before:
                    worker.start()  # its library takes seconds to import
                result = _materialized(table)
                if result.asset_key in asked_for:
                    yield result

    return raw


def _materialized(table: LoadedTable) -> dagster.MaterializeResult[None]:
    metadata: dict[str, Any] = {ROW_COUNT: table.rows, REBUILT: not table.is_as_before}
    if table.vintages is not None:
        metadata |= {"vintages": table.vintages, "latest": table.newest or "none"}
    return dagster.MaterializeResult(
        asset_key=dagster.AssetKey([table.schema, table.name]),
        metadata=metadata,
        data_version=dagster.DataVersion(table.made_of),
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
        deps=[INBOX, *map(landed_key, sources)],
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
