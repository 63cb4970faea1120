"""Hold the lock of a data folder while a run's steps work, as a Dagster resource.

Belongs here: the resource and its name, and what a run tidies up while it has the lock.
Does not: the lock itself (`storage/locks.py`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster
from sqlalchemy.exc import DatabaseError

from expectations.worker import CheckWorker
from orchestration.dagster_app.history import drop_old_runs
from orchestration.settings import Settings
from orchestration.storage.locks import only_run

RUN_LOCK = "run_lock"  # the resource that every step of a run requires


def run_lock_resource(
    settings: Settings, worker: CheckWorker
) -> dagster.ResourceDefinition:
    """Hold the lock from a run's first step to its last; then end the check worker."""

    @dagster.resource
    def run_lock(context: dagster.InitResourceContext) -> Iterator[None]:
        with only_run(settings):
            _tidy_history(context, settings)
            try:
                yield
            finally:
                worker.close()

    return run_lock


def _tidy_history(context: dagster.InitResourceContext, settings: Settings) -> None:
    if context.instance is None or context.log is None:
        return
    try:
        dropped = drop_old_runs(context.instance, settings, datetime.now(UTC))
    except DatabaseError as problem:  # no reason to leave the figures unpublished
        context.log.warning(f"old runs could not be dropped: {problem.orig}")
    else:
        if dropped:
            context.log.info(f"dropped {dropped} old runs from the history")
