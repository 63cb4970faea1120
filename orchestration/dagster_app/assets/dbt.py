"""Define path step 4 as assets: every seed, model and test of the dbt project.

Belongs here: naming dbt's nodes as assets, and which of them a run is about. Does not:
dbt's events as Dagster's (`dagster_app/dbt_events.py`), running dbt
(`transform/dbt_run.py`), SQL, anything about the data.

Names, groups and events are dagster-dbt's; dbt runs in this process, because
`DbtCliResource` would start dbt three times (its version, its adapter, the build).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration.dagster_app.asset_metadata import (
    OWNERS,
    RAW_SQL,
    in_paragraphs,
    translate_errors,
)
from orchestration.dagster_app.dbt_events import NodeEvents
from orchestration.dagster_app.dbt_metadata import NodeMetadata
from orchestration.dagster_app.private_parts import get_asset_check_key_for_test
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.progress import NoProgress
from orchestration.settings import Settings
from orchestration.storage.last_build import continue_build
from orchestration.transform.build_plan import plan_build
from orchestration.transform.dbt_manifest import load_dbt_manifest
from orchestration.transform.node_fingerprints import dbt_nodes


class PathTranslator(DagsterDbtTranslator):
    """Asset keys and groups that follow the path: raw, codes, staging, marts.

    `codes` has the hash of each node's own code, by which the UI sees that it changed.
    """

    def __init__(self, codes: Mapping[str, str]) -> None:
        super().__init__()
        self._codes = codes

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dagster.AssetKey:
        """`raw/<table>` for sources, `<step>/<model>` for the rest."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return dagster.AssetKey([dbt_resource_props["source_name"], name])
        return dagster.AssetKey([self._folder(dbt_resource_props), name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Name the step of the path; what several marts share is a step of its own."""
        folder = self._folder(dbt_resource_props)
        return "marts" if folder == "intermediate" else folder

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """In paragraphs, with the SQL at the end as dagster-dbt has it."""
        text, mark, sql = super().get_description(dbt_resource_props).partition(RAW_SQL)
        return in_paragraphs(text) + mark + sql

    def get_code_version(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Give the hash that `meta.nodes` has of a node's own code."""
        return self._codes.get(dbt_resource_props["unique_id"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """Who keeps it."""
        return dbt_resource_props["config"].get("meta", {}).get("owners") or OWNERS

    def get_tags(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, str]:
        """Those of dbt, and as topic the folder below models/<step>/."""
        topics = dbt_resource_props["fqn"][2:-1]
        return {
            **super().get_tags(dbt_resource_props),
            **({"topic": topics[0]} if topics else {}),
        }

    def _folder(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Codes for seeds, else the folder below models/."""
        if dbt_resource_props["resource_type"] == "seed":
            return "codes"
        return str(dbt_resource_props["fqn"][1])


def build_dbt_assets(
    settings: Settings, on_progress: Callable[[str, int, int], None]
) -> dagster.AssetsDefinition:
    """All seeds, models and tests of the dbt project as assets and asset checks.

    A run of all builds what is out of date; one of some builds exactly these.
    """
    manifest = load_dbt_manifest(settings)
    nodes = dbt_nodes(settings, manifest, {})
    translator = PathTranslator({name: node.code_hash for name, node in nodes.items()})
    findings = NodeMetadata(settings, manifest, translator.get_asset_key)
    keys = {
        node_id: get_asset_check_key_for_test(manifest, translator, node_id, None)
        if node.is_test
        else translator.get_asset_key(manifest["nodes"][node_id])
        for node_id, node in nodes.items()
    }

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=translator,
        required_resource_keys={RUN_LOCK},
    )
    def transform(context: dagster.AssetExecutionContext) -> Iterator[Any]:
        asked_for = {*context.selected_asset_keys, *context.selected_asset_check_keys}
        chosen = frozenset(name for name, key in keys.items() if key in asked_for)
        with translate_errors():
            continue_build(settings, NoProgress())
            plan = plan_build(settings, manifest, chosen if context.is_subset else None)
            events = NodeEvents(
                settings,
                manifest,
                translator,
                findings=findings,
                plan=plan,
                chosen=chosen,
            )
            yield from events.of_build(context, on_progress)

    return transform
