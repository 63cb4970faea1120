"""Set Dagster up: its settings and history in the data folder or PostgreSQL.

Belongs here: `dagster.yaml`, the instance that a run writes its history to, and why
that fails. Does not: what runs (`definitions`), or when (`schedules`).
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.errors import WarehouseError
from orchestration.publishing.remote.connection import without_secrets
from orchestration.settings import Settings
from orchestration.storage.files import write_whole

if TYPE_CHECKING:
    import dagster

_DAGSTER_YAML = """\
# Written by tic-warehouse; run history of the Dagster UI.
{storage}
# Steps print nothing; capturing it would cost two processes for each of them.
compute_logs:
  module: dagster.core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
# What a run has to tell (orchestration/progress.py), among its events.
python_logs:
  managed_python_loggers: [tic_warehouse]
# One run after the other, each waiting for the one before it; one whose process was
# killed never says that it ended, and after two hours no longer holds the others back.
concurrency:
  runs: {{max_concurrent_runs: 1}}
run_monitoring:
  enabled: true
  max_runtime_seconds: 7200
# Days that ticks stay; TIC_WAREHOUSE_HISTORY_RUNS and _DAYS say how many runs do.
retention:
  schedule: {{purge_after_days: {{skipped: 7, failure: 90, success: 90}}}}
  sensor: {{purge_after_days: {{skipped: 7, failure: 90, success: 90}}}}
telemetry:
  enabled: false
nux:
  enabled: false
"""

# One SQLite file for all events, over connections that stay open; the other two are
# Dagster's own, in the places of its own, with addresses that any path can have.
_FILES = """\
run_storage:
  module: orchestration.dagster_app.private_parts
  class: SqliteRunStorage
  config:
    base_dir: {runs}
event_log_storage:
  module: orchestration.dagster_app.event_log
  class: KeptConnectionEventLog
  config:
    base_dir: {events}
schedule_storage:
  module: orchestration.dagster_app.private_parts
  class: SqliteScheduleStorage
  config:
    base_dir: {schedules}"""

# The address has a password in it, so the file names a variable only: the address of
# TIC_WAREHOUSE_DAGSTER_POSTGRES_URL with the driver that Dagster is written for, which
# is no longer the one that SQLAlchemy would choose.
_VARIABLE = "TIC_WAREHOUSE_DAGSTER_STORAGE"
_POSTGRES = """\
storage:
  postgres:
    postgres_url:
      env: {variable}"""


def prepare_dagster_home(settings: Settings) -> Path:
    """Make the folder of Dagster's run history, with its settings in it.

    Raises WarehouseError where it cannot be written or is damaged, or PostgreSQL is
    asked for and the package for it is missing.
    """
    home = settings.dagster_home.resolve()
    # JSON is YAML in which no path has a meaning of its own, not even "a: b #c".
    folders = {"runs": "history", "events": "events", "schedules": "schedules"}
    paths = {key: json.dumps(str(home / name)) for key, name in folders.items()}
    storage = _FILES.format(**paths)
    if settings.dagster_postgres_url is not None:
        storage = _POSTGRES.format(variable=_VARIABLE)
        scheme, _, rest = settings.dagster_postgres_url.get_secret_value().partition(
            ":"
        )
        if scheme not in ("postgresql", "postgres"):
            raise WarehouseError(
                "TIC_WAREHOUSE_DAGSTER_POSTGRES_URL is not an address of PostgreSQL;"
                " set it to postgresql://user:password@host:port/database"
            )
        os.environ[_VARIABLE] = f"postgresql+psycopg2:{rest}"
        if find_spec("dagster_postgres") is None:
            raise WarehouseError(
                "TIC_WAREHOUSE_DAGSTER_POSTGRES_URL is set and dagster-postgres is not"
                " installed; install it with the extra `server` of this project"
            )
    _check_history(home)
    _keep(home / "dagster.yaml", _DAGSTER_YAML.format(storage=storage).encode())
    return home


def _check_history(home: Path) -> None:
    """Raise WarehouseError where a file of the history is no SQLite database."""
    for path in home.glob("*/*.db"):
        try:
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("pragma schema_version")
        except sqlite3.DatabaseError as problem:
            if isinstance(problem, sqlite3.OperationalError):
                continue  # busy, or of another user: whoever opens it next says so
            raise WarehouseError(
                f"{path}: this file of the run history is damaged ({problem}); move it"
                " away, then try again: a new history begins"
            ) from None


def _keep(path: Path, content: bytes) -> None:
    """Write a file unless it says so already: a daemon may be reading it just now."""
    with suppress(OSError):
        if path.read_bytes() == content:
            return
    write_whole(path, content)


@contextmanager
def kept_history(settings: Settings) -> Iterator["dagster.DagsterInstance"]:
    """Dagster's instance, for a run that is to appear in its history.

    Raises WarehouseError where the history cannot be read or written.
    """
    import dagster  # noqa: PLC0415
    from sqlalchemy.exc import DatabaseError  # noqa: PLC0415

    home = prepare_dagster_home(settings)
    try:
        with dagster.DagsterInstance.from_config(str(home)) as instance:
            yield instance
    except Exception as problem:
        # With PostgreSQL, Dagster tries six times and raises an error of its own.
        cause = problem if isinstance(problem, DatabaseError) else problem.__cause__
        if not isinstance(cause, DatabaseError):
            raise
        lines = without_secrets(str(cause.orig), settings).strip().splitlines()
        reason = lines[0] if lines else "no reason was given"
        place, remedy = str(home), "free some space or check the permissions"
        if settings.dagster_postgres_url is not None:
            place = "Dagster's history in PostgreSQL"
            remedy = "check the server and TIC_WAREHOUSE_DAGSTER_POSTGRES_URL"
        raise WarehouseError(
            f"{place}: the run's history cannot be written ({reason}); {remedy}, then"
            " run again"
        ) from None
