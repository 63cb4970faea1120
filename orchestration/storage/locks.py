"""Lock a data folder: for the one run that may write, for the one daemon.

Belongs here: taking them, and who has them. Does not: what is done meanwhile.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.files import check_folders


@contextmanager
def only_run(settings: Settings) -> Iterator[None]:
    """Hold the lock of the one run that may write.

    Raises WarehouseError at once where another run holds it, or a file is in the place
    of a folder.
    """
    check_folders(settings)
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
        _write_note(note)
        yield
    finally:
        lock.release()


def _write_note(note: Path) -> None:
    """Say which process holds the lock; a full disk must not be a traceback."""
    try:
        note.write_text(str(os.getpid()))
    except OSError as problem:
        raise WarehouseError(
            f"{note}: cannot be written ({problem.strerror}); free some space or check"
            " the permissions, then run again"
        ) from None


def claim_daemon(settings: Settings) -> None:
    """Be the one that asks the schedules and sensors of this data folder from now on.

    Raises WarehouseError where another process is: two would start each run twice.

    filelock lets go when this process becomes Dagster's program, so the file is locked
    here by a descriptor that stays open; the lock goes when the program ends.
    """
    check_folders(settings)
    path = settings.daemon_lock_path
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            holder = path.read_text().strip() or "unknown"
            raise WarehouseError(
                f"{path}: the UI or daemon of this folder runs already (process"
                f" {holder}); use that one, or end it and try again"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        os.set_inheritable(descriptor, True)
    except OSError as problem:
        raise WarehouseError(
            f"{path}: cannot be locked ({problem.strerror}); check the permissions,"
            " then try again"
        ) from None
