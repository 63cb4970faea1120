"""Run dbt on the build that nobody else opens, path step 4.

Belongs here: one dbt command, and what failed in one sentence. Does not: its nodes as
assets (`dagster_app/assets/dbt.py`), SQL, thresholds, anything about the data.

dbt runs in this process through its own `dbtRunner`: `DbtCliResource` would start
dbt three times (its version, its adapter, the build) and double the time of a run.
"""

import gc
import os
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import reader, says_disk_is_full
from orchestration.transform.build_plan import (
    LEFT_AS_IT_IS,
    BuildPlan,
    clear_for,
    record_build,
)
from orchestration.transform.dbt_manifest import (
    dbt_environment,
    project_arguments,
    target_path,
    users_dbt_settings,
    without_traceback,
)
from orchestration.transform.private_parts import close_database

# Unit tests judge the code and not the data: `make test` runs them.
BUILD = ["build", "--exclude-resource-type", "unit_test"]


def build(
    settings: Settings,
    manifest: Mapping[str, Any],
    plan: BuildPlan,
    on_event: Callable[[Any], None],
) -> None:
    """Build and judge what a plan names, and record it.

    Raises WarehouseError as `run_dbt` does; the build is then not to be trusted.
    """
    if not plan.reasons:
        return
    clear_for(settings, manifest, plan)
    # a test of a node that is left alone has its result already
    chosen = ["--indirect-selection", "empty", "--select", *plan.selectors]
    results = run_dbt(settings, BUILD + ([] if plan.is_whole else chosen), on_event)
    outcomes = {result.node.unique_id: _outcome(result) for result in results}
    record_build(settings, plan, outcomes)


def was_left(message: object) -> bool:
    """Whether dbt says, in the words of `left_as_it_is`, that it built nothing."""
    return str(message).lower() == LEFT_AS_IT_IS


def _outcome(result: Any) -> str:  # noqa: ANN401
    """Say in a word what a node came to."""
    if was_left(result.message):
        return LEFT_AS_IT_IS
    return str(result.status) if result.node.resource_type == "test" else "built"


def run_dbt(
    settings: Settings, arguments: list[str], on_event: Callable[[Any], None]
) -> list[Any]:
    """Run one dbt command in this process; returns dbt's result of each node.

    Raises WarehouseError with what failed: a test's first row, or dbt's own words.
    """
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    for name in users_dbt_settings():
        del os.environ[name]
    os.environ.update(dbt_environment(settings))
    errors: list[str] = []

    def listen(event: Any) -> None:  # noqa: ANN401
        if event.info.level == "error":
            errors.append(without_traceback(event.info.msg))
        on_event(event)

    try:
        result = dbtRunner(callbacks=[listen]).invoke(
            [
                *("--log-level", "none", "--no-send-anonymous-usage-stats"),
                "--no-write-json",  # `dbt parse` has written the manifest
                *arguments,
                *project_arguments(settings, target_path(settings)),
            ]
        )
    finally:
        # dbt keeps the database open for its next command; the audit opens it next
        close_database()
        gc.collect()
    if not result.success:
        raise _explanation(settings, result, list(filter(None, errors)))
    return list(getattr(result.result, "results", []))


def _explanation(
    settings: Settings,
    result: Any,  # noqa: ANN401
    errors: list[str],
) -> WarehouseError:
    """Say what failed, one line per node; dbt's own words where it ran none."""
    if any(map(says_disk_is_full, errors)):
        return WarehouseError(
            f"{settings.build_database}: the disk is full; free some space, then run"
            " again"
        )
    reasons = [
        _failed_node(settings, node)
        for node in getattr(result.result, "results", [])
        if node.status in ("fail", "error")
    ]
    lines = reasons or list(dict.fromkeys(errors)) or [str(result.exception)]
    return WarehouseError(
        f"{settings.dbt_project_dir}: dbt build failed, so nothing was published\n"
        + textwrap.indent("\n".join(lines), "  - ")
    )


def _failed_node(settings: Settings, result: Any) -> str:  # noqa: ANN401
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
