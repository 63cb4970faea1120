"""Run Great Expectations in a process of its own, started before it is needed.

Importing the library takes seconds; here they pass on another core while the run
lands and loads. Belongs here: handing checks and frames over and results back. Does
not: what a check is or how it is run (`runner.py`).

The worker ends when its input does. It also watches its parent: while it imports or
runs it does not read its input, and must not outlive a run that was killed.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import pandas

from expectations.check import Check, CheckResult
from expectations.runner import import_great_expectations, run_checks

Frames = Mapping[str, pandas.DataFrame | Exception]

# The watch begins before this package is imported, which takes a second by itself. A
# thread and not Linux's parent-death signal: that one comes when the thread that
# started the worker ends, even though the run goes on.
_PROGRAM = """
import os, sys, threading, time

def end_with_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.1)
    os._exit(1)

parent = int(sys.argv[1])
threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()
from expectations.worker import main
main()
"""


class CheckWorkerDied(RuntimeError):  # noqa: N818 - an event, as the user reads it
    """The worker ended before it answered."""


class CheckWorker:
    """Run checks in a worker process; `start` early, `close` at the end."""

    def __init__(self) -> None:
        """Nothing is started before `start` or the first `run_checks`."""
        self._worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the worker, which begins to import at once."""
        if self._worker is None:
            self._worker = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-c", _PROGRAM, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the run, which ends the worker
                # the worker must find this very code, wherever the run was started
                env=os.environ | {"PYTHONPATH": _search_path()},
            )

    def run_checks(
        self,
        checks: Sequence[Check],
        read_frame: Callable[[str], pandas.DataFrame],
    ) -> list[CheckResult]:
        """Judge all checks on frames read here; as `run_checks` does.

        Raises CheckWorkerDied where the worker ended before it answered.
        """
        self.start()
        worker = self._worker
        if worker is None or worker.stdin is None or worker.stdout is None:
            raise RuntimeError("the audit's worker has no pipes")
        try:
            pickle.dump((list(checks), _frames(checks, read_frame)), worker.stdin)
            worker.stdin.flush()
            results: list[CheckResult] = pickle.load(  # noqa: S301 - our own child's
                worker.stdout
            )
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise CheckWorkerDied(
                f"the process that runs the checks ended with status {worker.wait()}"
            ) from None
        return results

    def close(self) -> None:
        """End the worker, even one that is still importing."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()
            self._worker = None


def _search_path() -> str:
    return os.pathsep.join(path or str(Path.cwd()) for path in sys.path)


def _frames(
    checks: Sequence[Check], read_frame: Callable[[str], pandas.DataFrame]
) -> Frames:
    """Each query's frame, or the exception that says why there is none."""
    frames: dict[str, pandas.DataFrame | Exception] = {}
    for check in checks:
        if check.query not in frames:
            try:
                frames[check.query] = read_frame(check.query)
            except Exception as problem:
                frames[check.query] = RuntimeError(str(problem))
    return frames


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while True:
        try:
            checks, frames = pickle.load(requests)  # noqa: S301 - from our own parent
        except EOFError:
            return

        def read_frame(query: str, frames: Frames = frames) -> pandas.DataFrame:
            frame = frames[query]
            if isinstance(frame, Exception):
                raise frame
            return frame

        pickle.dump(run_checks(checks, read_frame), answers)
        answers.flush()


def main() -> None:
    """Serve on the pipes; whatever is printed by a library goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import_great_expectations()
    serve(sys.stdin.buffer, answers)
