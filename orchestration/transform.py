"""Path step 4: `dbt build` as Dagster assets, in the build that nobody else opens.

Belongs here: parsing the dbt project, naming its nodes as assets, running it. Does
not: SQL, thresholds, anything about the data.

dbt runs in this process through its own `dbtRunner`: `DbtCliResource` would start
dbt three times (its version, its adapter, the build) and double the time of a run.
Names, groups and events stay dagster-dbt's.
"""

import gc
import os
import queue
import textwrap
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.cards import OWNERS, RAW_SQL, readable, told_in_the_ui
from orchestration.errors import WarehouseError
from orchestration.findings import Findings
from orchestration.intake import RUN_LOCK
from orchestration.manifest import (
    BUILD_DATABASE_VARIABLE,
    load_manifest,
    target_path,
    without_traceback,
)
from orchestration.settings import Settings
from orchestration.warehouse import reader, says_disk_is_full

# Unit tests judge the code and not the data: `make test` runs them.
BUILD = ["build", "--exclude-resource-type", "unit_test"]


class PathTranslator(DagsterDbtTranslator):
    """Asset keys and groups that follow the path: raw, codes, staging, marts."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dagster.AssetKey:
        """`raw/<table>` for sources, `<step>/<model>` for the rest."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return dagster.AssetKey([dbt_resource_props["source_name"], name])
        return dagster.AssetKey([self._folder(dbt_resource_props), name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The step of the path; the steps that several marts share are among them."""
        folder = self._folder(dbt_resource_props)
        return "marts" if folder == "intermediate" else folder

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """In paragraphs, with the SQL at the end as dagster-dbt has it."""
        told, mark, sql = super().get_description(dbt_resource_props).partition(RAW_SQL)
        return readable(told) + mark + sql

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


def _run_dbt(
    settings: Settings, arguments: list[str], on_event: Callable[[Any], None]
) -> None:
    """Run one dbt command in this process.

    Raises WarehouseError with what failed: a test's first row, or dbt's own words.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    os.environ[BUILD_DATABASE_VARIABLE] = str(settings.build_database)
    folder = str(settings.dbt_project_dir)
    errors: list[str] = []

    def listen(event: Any) -> None:  # noqa: ANN401
        if event.info.level == "error":
            errors.append(without_traceback(event.info.msg))
        on_event(event)

    try:
        result = dbtRunner(callbacks=[listen]).invoke(
            [
                *(
                    "--log-level",
                    "none",
                    "--no-use-colors",
                    "--no-send-anonymous-usage-stats",
                ),
                *("--log-level-file", "none"),
                *arguments,
                *("--project-dir", folder, "--profiles-dir", folder),
                *("--target-path", str(target_path(settings))),
            ]
        )
    finally:
        # dbt keeps the database open for its next command; the audit opens it next
        DuckDBConnectionManager.close_all_connections()
        gc.collect()
    if not result.success:
        raise _explanation(settings, result, list(filter(None, errors)))


def _explanation(
    settings: Settings,
    result: Any,  # noqa: ANN401
    errors: list[str],
) -> WarehouseError:
    """What failed, one line per node; dbt's own words where it never came to one."""
    if any(map(says_disk_is_full, errors)):
        return WarehouseError(
            f"{settings.build_database}: the disk is full; free some space, then run"
            " again"
        )
    reasons = [
        _reason(settings, node)
        for node in getattr(result.result, "results", [])
        if node.status in ("fail", "error")
        and node.node.resource_type != "operation"  # tells the failing rows again
    ]
    told = reasons or list(dict.fromkeys(errors)) or [str(result.exception)]
    return WarehouseError(
        f"{settings.dbt_project_dir}: dbt build failed, so nothing was published\n"
        + textwrap.indent("\n".join(told), "  - ")
    )


def _reason(settings: Settings, result: Any) -> str:  # noqa: ANN401
    """One failed node in one line; a data test with the first row that it found."""
    where = f"{result.node.name} ({result.node.original_file_path})"
    if result.status == "error" or result.node.resource_type != "test":
        heading, _, rest = str(result.message).strip().partition("\n")
        words = rest if result.node.name in heading and rest else f"{heading} {rest}"
        return f"{where}: {' '.join(words.split())}"
    with reader(settings.build_database) as connection:
        rows = connection.sql(result.node.compiled_code)
        row = zip(rows.columns, rows.fetchone() or (), strict=False)
    first = " ".join(f"{name}={value}" for name, value in row)
    return f"{where} found {result.failures} rows, the first {first}"


def build_transform(
    settings: Settings, on_progress: Callable[[str, int, int], None]
) -> dagster.AssetsDefinition:
    """All seeds, models and tests of the dbt project as assets and asset checks."""
    manifest, translator = load_manifest(settings), PathTranslator()
    findings = Findings(settings, manifest, translator.get_asset_key)

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=translator,
        required_resource_keys={RUN_LOCK},
    )
    def transform(context: dagster.AssetExecutionContext) -> Iterator[Any]:
        with told_in_the_ui():
            yield from events(context)

    def events(context: dagster.AssetExecutionContext) -> Iterator[Any]:
        for message, seen in _stream(settings, findings):
            data, name = message["data"], message["info"]["name"]
            if name == "LogStartLine":
                on_progress("dbt build", data["index"], data["total"])
                continue
            behind = findings.columns_behind(name, data["node_info"]["unique_id"])
            event = DbtCoreCliEventMessage(raw_event=message, event_history_metadata={})
            for told in event.to_default_asset_events(
                manifest=manifest,
                dagster_dbt_translator=translator,
                context=context,
                target_path=target_path(settings),
            ):
                yield told.with_metadata({**told.metadata, **seen, **behind})

    return transform


def _stream(
    settings: Settings, findings: Findings
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
            _run_dbt(settings, BUILD, listen)
        except Exception as problem:
            failures.append(problem)
        finally:
            events.put(None)

    worker = threading.Thread(target=work, name="dbt")
    worker.start()
    while (told := events.get()) is not None:
        yield told
    worker.join()
    if failures:
        raise failures[0]
