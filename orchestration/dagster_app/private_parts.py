"""Import what Dagster does not promise to keep: its private modules, in one place.

Belongs here: names out of `dagster._core` and the deep modules of dagster-dbt, which an
upgrade may move; `tests/dagster_app/test_private_parts.py` says so when it does. Does
not: what is made of them.

Dagster formats the addresses of its SQLite files out of their paths, so that a folder
named `50%20off` or `why?` leads to another file. Its modules are given a function here
that asks SQLAlchemy for the address; `dagster.yaml` names the storages by this module.
`dagster dev` starts a webserver that answers whoever asks; it is given ours.
"""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dagster import DagsterInstance, SupersessionWarning
from dagster._cli import dev, main
from dagster._core.definitions.unresolved_asset_job_definition import (
    UnresolvedAssetJobDefinition,
)
from dagster._core.storage.event_log import (
    ConsolidatedSqliteEventLogStorage,
    SqlEventLogStorage,
)
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sqlite import consolidated_sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import (
    SqliteScheduleStorage,
)
from dagster_dbt.asset_utils import get_asset_check_key_for_test
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from sqlalchemy import URL

__all__ = [
    "ConsolidatedSqliteEventLogStorage",
    "DbtCoreCliEventMessage",
    "SqliteRunStorage",
    "SqliteScheduleStorage",
    "UnresolvedAssetJobDefinition",
    "delete_check_executions",
    "get_asset_check_key_for_test",
]

STORAGE_MODULES = (
    consolidated_sqlite_event_log,
    sqlite_run_storage,
    sqlite_schedule_storage,
)


def sqlite_address(base_dir: str, db_name: str) -> str:
    """Give the address of a SQLite file, whatever characters its path has."""
    path = Path(base_dir).absolute() / f"{db_name}.db"
    return URL.create("sqlite", database=str(path)).render_as_string()


for _module in STORAGE_MODULES:
    _module.create_db_conn_string = sqlite_address  # type: ignore[attr-defined]


def delete_check_executions(instance: DagsterInstance, run_id: str) -> None:
    """Delete the results of a run's checks, which `delete_run` of Dagster leaves."""
    storage = instance.event_log_storage
    if isinstance(storage, SqlEventLogStorage):  # a test's instance has another
        executions = AssetCheckExecutionsTable
        with storage.index_connection() as connection:
            connection.execute(executions.delete().where(executions.c.run_id == run_id))


def run_dev_with(module: str) -> None:
    """Run `dagster dev` with a module of this project for its webserver.

    It starts Dagster's own by its name, in a process of its own.
    """
    start: Callable[..., Any] = dev.open_ipc_subprocess  # type: ignore[attr-defined]

    def start_ours(parts: Sequence[str], **options: Any) -> Any:  # noqa: ANN401
        ours = [module if part == "dagster_webserver" else part for part in parts]
        return start(ours, **options)

    dev.open_ipc_subprocess = start_ours  # type: ignore[attr-defined]
    # It recommends `dg dev`, a program for other layouts that starts this same command.
    warnings.filterwarnings(
        "ignore", "Function `dev_command` is superseded", SupersessionWarning
    )
    main()  # type: ignore[no-untyped-call]
