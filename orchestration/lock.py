"""The lock of the one run that may write, from the command line or the Dagster UI."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from orchestration.errors import WarehouseError
from orchestration.settings import Settings


@contextmanager
def only_run(settings: Settings) -> Iterator[None]:
    """Hold the lock of the one run that may write.

    Raises WarehouseError at once where another run holds it.
    """
    note = settings.lock_path.with_suffix(".pid")
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        # One lock object per path: the Dagster job asks again inside this process.
        lock = FileLock(
            settings.lock_path, timeout=0, is_singleton=True, thread_local=False
        )
        lock.acquire()
    except Timeout:
        holder = note.read_text().strip() if note.exists() else "unknown"
        raise WarehouseError(
            f"{settings.lock_path}: another run (process {holder}) is at work; wait"
            " until it ends, then run again"
        ) from None
    except OSError as problem:
        raise WarehouseError(
            f"{settings.data_dir}: cannot be written ({problem.strerror}); check the"
            " permissions, then run again"
        ) from None
    try:
        note.write_text(str(os.getpid()))
        yield
    finally:
        lock.release()
