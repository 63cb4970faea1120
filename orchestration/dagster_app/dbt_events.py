"""Turn the events of a dbt build into Dagster's, as they come.

Belongs here: dbt in a thread, its results as results of assets and checks, and the
nodes that were left as the last build had them. Does not: which nodes those are
(`transform/build_plan.py`), running dbt (`transform/dbt_run.py`).
"""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import dagster
from dagster_dbt import DagsterDbtTranslator

from orchestration.dagster_app.asset_metadata import REBUILT
from orchestration.dagster_app.dbt_metadata import NodeMetadata
from orchestration.dagster_app.private_parts import (
    DbtCoreCliEventMessage,
    get_asset_check_key_for_test,
)
from orchestration.settings import Settings
from orchestration.storage.connections import reader
from orchestration.transform.build_plan import BuildPlan
from orchestration.transform.dbt_manifest import target_path
from orchestration.transform.dbt_run import build, was_left

Metadata = Mapping[str, Any]
_STARTED = "LogStartLine"
_WANTED = {_STARTED, "LogSeedResult", "LogModelResult", "LogTestResult"}


class NodeEvents:
    """The results of one build, told to Dagster parents first, as it wants them."""

    def __init__(
        self,
        settings: Settings,
        manifest: Mapping[str, Any],
        translator: DagsterDbtTranslator,
        *,
        findings: NodeMetadata,
        plan: BuildPlan,
        chosen: frozenset[str],
    ) -> None:
        """`chosen` are the nodes that the run is about; of others nothing is told."""
        self._settings, self._manifest = settings, manifest
        self._translator, self._findings = translator, findings
        self._plan, self._chosen = plan, chosen
        self._told: set[str] = set()
        self._waiting: dict[str, Metadata] = {}

    def of_build(
        self,
        context: dagster.AssetExecutionContext,
        on_progress: Callable[[str, int, int], None],
    ) -> Iterator[Any]:
        """Build what the plan says and yield a result for each chosen node.

        Raises WarehouseError, after the last result, where the build failed.
        """
        self._waiting = self._left_alone()
        yield from self._tell_what_can_be_told()
        for message, seen in self._messages():
            if message["info"]["name"] == _STARTED:
                data = message["data"]
                on_progress("dbt build", data["index"], data["total"])
                continue
            yield from self._results(context, message, seen)
            yield from self._tell_what_can_be_told()
        yield from self._tests_left_alone()

    def _left_alone(self) -> dict[str, Metadata]:
        """Describe what is as the last build had it, parents first."""
        plan = self._plan
        left = [
            node_id
            for node_id, node in plan.nodes.items()
            if not node.is_test and node_id in self._chosen - plan.reasons.keys()
        ]
        with reader(self._settings.build_database) as connection:
            return {
                node_id: {
                    **self._findings.of_what_is_there(connection, node_id),
                    REBUILT: False,
                    "built at": str(plan.known[node_id].done_at),
                }
                for node_id in left
            }

    def _tell_what_can_be_told(self) -> Iterator[dagster.MaterializeResult[None]]:
        """Yield what was left alone and reads nothing that is still to be told."""
        for node_id in list(self._waiting):
            parents = self._chosen & set(self._plan.nodes[node_id].parents)
            if parents <= self._told:
                yield self._result(node_id, self._waiting.pop(node_id))

    def _tests_left_alone(self) -> Iterator[dagster.AssetCheckResult]:
        """Yield the results of tests whose tables are as they were judged."""
        plan = self._plan
        for node_id in sorted(self._chosen - plan.reasons.keys()):
            node, record = plan.nodes[node_id], plan.known.get(node_id)
            key = get_asset_check_key_for_test(
                self._manifest, self._translator, node_id, None
            )
            if key and record and record.fingerprint == node.fingerprint:
                yield dagster.AssetCheckResult(
                    asset_key=key.asset_key,
                    check_name=key.name,
                    passed=record.outcome == "pass",
                    severity=dagster.AssetCheckSeverity.WARN,
                    metadata={"judged at": str(record.done_at)},
                )

    def _results(
        self,
        context: dagster.AssetExecutionContext,
        message: Mapping[str, Any],
        seen: Metadata,
    ) -> Iterator[Any]:
        node_id = message["data"]["node_info"]["unique_id"]
        event = DbtCoreCliEventMessage(
            raw_event=dict(message), event_history_metadata={}
        )
        for found in event.to_default_asset_events(
            manifest=self._manifest,
            dagster_dbt_translator=self._translator,
            context=context,
            target_path=target_path(self._settings),
        ):
            metadata = {**found.metadata, **seen}
            if not isinstance(found, dagster.Output):
                yield found.with_metadata(metadata)
            elif node_id in self._chosen:
                yield self._result(
                    node_id,
                    {
                        **metadata,
                        **self._findings.columns_behind(node_id),
                        REBUILT: not was_left(message["data"]["status"]),
                        "reason": self._plan.reasons[node_id],
                    },
                )

    def _result(
        self, node_id: str, metadata: Metadata
    ) -> dagster.MaterializeResult[None]:
        self._told.add(node_id)
        return dagster.MaterializeResult(
            asset_key=self._translator.get_asset_key(self._manifest["nodes"][node_id]),
            metadata=metadata,
            data_version=dagster.DataVersion(self._plan.nodes[node_id].fingerprint),
        )

    def _messages(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Dbt's events as they come, from a thread, so that Dagster can log them.

        Each with what the database shows at that moment. Where nobody takes them any
        more, dbt ends after the node at work.
        """
        from google.protobuf.json_format import MessageToDict  # noqa: PLC0415

        events: queue.Queue[Any] = queue.Queue()
        failures: list[Exception] = []
        nobody_listens = threading.Event()

        def listen(event: Any) -> None:  # noqa: ANN401
            if event.info.name not in _WANTED:
                return
            if nobody_listens.is_set() and event.info.name == _STARTED:
                # what is raised here is the node's own error, and dbt goes to its end;
                # raised at another event, it would leave dbt waiting for the node
                raise RuntimeError("the run that this build is for has ended")
            message = MessageToDict(event, preserving_proto_field_name=True)
            node = message["data"]["node_info"]
            seen = self._findings.look(
                event.info.name, node["unique_id"], message["data"].get("status", "")
            )
            events.put((message, seen))

        def work() -> None:
            try:
                build(self._settings, self._manifest, self._plan, listen)
            except Exception as problem:
                failures.append(problem)
            finally:
                events.put(None)

        worker = threading.Thread(target=work, name="dbt")
        worker.start()
        try:
            while (event := events.get()) is not None:
                yield event
        finally:
            nobody_listens.set()
            worker.join()
        if failures:
            raise failures[0]
