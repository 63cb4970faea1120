"""Define path step 4 as assets: every seed, model and test of the dbt project.

Belongs here: naming dbt's nodes as assets and turning dbt's events into Dagster's.
Does not: running dbt (`transform/dbt_run.py`), SQL, anything about the data.

Names, groups and events are dagster-dbt's; dbt runs in this process, because
`DbtCliResource` would start dbt three times (its version, its adapter, the build).
"""

import queue
import threading
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
from orchestration.dagster_app.dbt_metadata import NodeMetadata
from orchestration.dagster_app.private_parts import DbtCoreCliEventMessage
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.settings import Settings
from orchestration.transform.dbt_manifest import load_dbt_manifest, target_path
from orchestration.transform.dbt_run import BUILD, run_dbt


class PathTranslator(DagsterDbtTranslator):
    """Asset keys and groups that follow the path: raw, codes, staging, marts."""

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
    """All seeds, models and tests of the dbt project as assets and asset checks."""
    manifest, translator = load_dbt_manifest(settings), PathTranslator()
    findings = NodeMetadata(settings, manifest, translator.get_asset_key)

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=translator,
        required_resource_keys={RUN_LOCK},
    )
    def transform(context: dagster.AssetExecutionContext) -> Iterator[Any]:
        with translate_errors():
            yield from events(context)

    def events(context: dagster.AssetExecutionContext) -> Iterator[Any]:
        for message, seen in _stream(settings, findings):
            data, name = message["data"], message["info"]["name"]
            if name == "LogStartLine":
                on_progress("dbt build", data["index"], data["total"])
                continue
            behind = findings.columns_behind(name, data["node_info"]["unique_id"])
            event = DbtCoreCliEventMessage(raw_event=message, event_history_metadata={})
            for found in event.to_default_asset_events(
                manifest=manifest,
                dagster_dbt_translator=translator,
                context=context,
                target_path=target_path(settings),
            ):
                yield found.with_metadata({**found.metadata, **seen, **behind})

    return transform


def _stream(
    settings: Settings, findings: NodeMetadata
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Dbt's events as they come, from a thread, so that Dagster can log them.

    Each with what the database shows at that moment.
    Raises WarehouseError, after the last event, where the build failed.
    """
    from google.protobuf.json_format import MessageToDict  # noqa: PLC0415

    events: queue.Queue[Any] = queue.Queue()
    failures: list[Exception] = []
    wanted = {"LogStartLine", "LogSeedResult", "LogModelResult", "LogTestResult"}

    def listen(event: Any) -> None:  # noqa: ANN401
        if event.info.name in wanted:
            message = MessageToDict(event, preserving_proto_field_name=True)
            node = message["data"]["node_info"]
            seen = findings.look(
                event.info.name, node["unique_id"], message["data"].get("status", "")
            )
            events.put((message, seen))

    def work() -> None:
        try:
            run_dbt(settings, BUILD, listen)
        except Exception as problem:
            failures.append(problem)
        finally:
            events.put(None)

    worker = threading.Thread(target=work, name="dbt")
    worker.start()
    while (event := events.get()) is not None:
        yield event
    worker.join()
    if failures:
        raise failures[0]
