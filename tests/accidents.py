"""Runs of the warehouse in a child process, with or without an accident on the way.

The children fork from a server that has imported the slow libraries once, so that a
run costs its work only. An accident happens when the run says that it is at a step:
the same place on every machine, with nothing of the product replaced.
"""

import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from orchestration import display, publish
from tests.warehouses import environment

_SLOW = ["dbt.cli.main", "dbt.adapters.duckdb.impl", "orchestration.definitions"]
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([*_SLOW, "orchestration.cli", __name__])


@dataclass(frozen=True)
class Killed:
    """The whole process group ends at once, as in a power cut."""

    step: str

    def happen(self) -> None:
        """Leave nobody time to clean up."""
        os.killpg(0, signal.SIGKILL)


@dataclass(frozen=True)
class DiskFull:
    """From the step on no file can grow beyond a size."""

    step: str
    size_bytes: int

    def happen(self) -> None:
        """Python ignores the signal that comes with it; writing fails."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size_bytes, self.size_bytes))


@dataclass(frozen=True)
class KilledBeforeTheManifest:
    """As Killed, when the database is published and the manifest is not yet."""

    step: str = "publishing"

    def happen(self) -> None:
        """The manifest is the first thing that is written whole after this step."""
        publish.write_whole = lambda path, content: os.killpg(0, signal.SIGKILL)


Accident = Killed | DiskFull | KilledBeforeTheManifest


@dataclass(frozen=True)
class Ended:
    """How a child ended; output and errors are one text."""

    status: int
    said: str


def run_in_child(
    data_dir: Path, *arguments: str, accident: Accident | None = None, **more: str
) -> Ended:
    """Run `tic-warehouse` to its end, or to its accident."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    said = data_dir.parent / f"{data_dir.name}.said.txt"
    child = _FORKS.Process(
        target=_run, args=(said, environment(data_dir, **more), arguments, accident)
    )
    child.start()
    child.join()
    return Ended(child.exitcode or 0, said.read_text())


def _run(
    said: Path,
    variables: dict[str, str],
    arguments: tuple[str, ...],
    accident: Accident | None,
) -> None:
    os.setsid()
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["tic-warehouse", *arguments]
    from orchestration import cli  # noqa: PLC0415 - slow, and only for the child

    if accident is not None:
        cli.Shown = _shown_until(accident)
    try:
        cli.main()
    finally:
        # An ordinary process waits for its threads first and cleans up then; a child
        # of multiprocessing does it the other way round, and dbt would never end.
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()


def _shown_until(accident: Accident) -> Callable[[], display.Shown]:
    class ShownUntil(display.Shown):
        def step(self, name: str, done: int = 0, total: int = 0) -> None:
            super().step(name, done, total)
            if name.startswith(accident.step):
                with suppress(ValueError):
                    sys.stdout.flush()
                accident.happen()

    return ShownUntil
