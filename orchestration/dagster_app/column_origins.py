"""List which column is made of which, for `meta.column_lineage`.

Belongs here: the traced columns of all models as rows, by the names that SQL has for
them. Does not: tracing (`column_lineage.py`), or the table (`publishing/catalogue.py`).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import dagster

from orchestration.dagster_app.column_lineage import KeyOf, Lineage
from orchestration.dagster_app.dbt_metadata import raw_columns
from orchestration.publishing.catalogue import ColumnOrigin
from orchestration.settings import Settings
from orchestration.transform.dbt_manifest import target_path


def column_origins(
    settings: Settings, manifest: Mapping[str, Any], key_of: KeyOf
) -> list[ColumnOrigin]:
    """Give a row for each column of a model and each column that it is made of."""
    lineage = Lineage(manifest, target_path(settings), key_of, raw_columns)
    everything = {**manifest["nodes"], **manifest["sources"]}
    places = {
        key_of(node): _place(node)
        for node in everything.values()
        if node["resource_type"] in ("model", "seed", "source")
    }
    return [
        origin
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        for origin in _origins(_place(node), lineage.of(unique_id), places.__getitem__)
    ]


def _origins(
    place: tuple[str, str],
    found: dagster.TableColumnLineage | None,
    place_of: Callable[[dagster.AssetKey], tuple[str, str]],
) -> Iterator[ColumnOrigin]:
    for column, origins in (found.deps_by_column if found else {}).items():
        for origin in origins:
            yield ColumnOrigin(
                *place, column, *place_of(origin.asset_key), origin.column_name
            )


def _place(node: Mapping[str, Any]) -> tuple[str, str]:
    return node["schema"], node.get("alias") or node.get("identifier") or node["name"]
