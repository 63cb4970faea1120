"""Define path step 6 as assets: one for each published mart.

Belongs here: naming them and what the UI shows of them. Does not: how a build is
published (`publishing/local.py`).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster
import duckdb

from orchestration.audit.receipt import write_receipt
from orchestration.dagster_app.asset_metadata import (
    COLUMN_LINEAGE,
    COLUMN_SCHEMA,
    RAW_SQL,
    ROW_COUNT,
    TABLE_NAME,
    same_columns,
    translate_errors,
)
from orchestration.dagster_app.assets.dbt import PathTranslator
from orchestration.dagster_app.column_origins import column_origins
from orchestration.dagster_app.previews import preview
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.progress import Progress
from orchestration.publishing.local import publish
from orchestration.publishing.publication_manifest import PublishedTable
from orchestration.settings import Settings
from orchestration.storage.connections import reader
from orchestration.storage.last_build import continue_build
from orchestration.transform.dbt_manifest import load_dbt_manifest


def build_published_assets(
    settings: Settings, progress: Progress, marts: Sequence[dagster.AssetSpec]
) -> dagster.AssetsDefinition:
    """One asset per published mart, with rows, span and a small picture."""
    specs = [_spec(mart) for mart in marts]

    @dagster.multi_asset(
        specs=specs,
        name="published",
        can_subset=True,  # the file is published as a whole all the same
        required_resource_keys={RUN_LOCK},
    )
    def published(
        context: dagster.AssetExecutionContext,
    ) -> Iterator[dagster.MaterializeResult[None]]:
        with translate_errors():
            continue_build(settings, progress)
            write_receipt(settings)
            manifest = load_dbt_manifest(settings)
            key_of = PathTranslator({}).get_asset_key
            origins = column_origins(settings, manifest, key_of)
            tables = {
                table.name.split(".")[1]: table
                for table in publish(settings, progress, origins)
            }
            with reader(settings.published_database) as connection:
                for spec in specs:
                    if spec.key not in context.selected_asset_keys:
                        continue
                    table = tables[spec.key.path[-1]]
                    yield dagster.MaterializeResult(
                        asset_key=spec.key, metadata=_metadata(connection, spec, table)
                    )

    return published


def _spec(mart: dagster.AssetSpec) -> dagster.AssetSpec:
    """Describe the asset of a published mart."""
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
    """Describe a published table for the UI."""
    metadata: dict[str, Any] = {
        ROW_COUNT: table.rows,
        "first": table.first or "not dated",
        "latest": table.last or "not dated",
        COLUMN_LINEAGE: same_columns(spec),
    }
    if image := preview(connection, table.name):
        metadata["preview"] = dagster.MetadataValue.md(image)
    return metadata
