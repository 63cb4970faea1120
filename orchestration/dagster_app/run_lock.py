"""Hold the lock of a data folder while a run's steps work, as a Dagster resource.

Belongs here: the resource and its name. Does not: the lock itself
(`storage/locks.py`).
"""

from collections.abc import Iterator

import dagster

from expectations.worker import CheckWorker
from orchestration.settings import Settings
from orchestration.storage.locks import only_run

RUN_LOCK = "run_lock"  # the resource that every step of a run requires


def run_lock_resource(
    settings: Settings, worker: CheckWorker
) -> dagster.ResourceDefinition:
    """Hold the lock and the check worker from a run's first step to its last."""

    @dagster.resource
    def run_lock() -> Iterator[None]:
        with only_run(settings):
            worker.start()
            try:
                yield
            finally:
                worker.close()

    return run_lock
