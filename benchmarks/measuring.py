"""Run a command and know what it took."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Row = tuple[str, str, str]  # what was measured, the result, the aim


@dataclass(frozen=True)
class Measured:
    """One command: its best wall time and its largest memory over all repeats."""

    seconds: float
    peak_mib: float


def measure(
    command: list[str], environment: dict[str, str], folder: Path | None = None
) -> Measured:
    """Run a command, in a folder; raises CalledProcessError if it fails."""
    started = time.perf_counter()
    child = subprocess.Popen(  # noqa: S603
        command, env=environment, cwd=folder, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Measured(time.perf_counter() - started, usage.ru_maxrss / 1024)


def best(measures: list[Measured]) -> Measured:
    """Return the quickest time and the largest memory."""
    return Measured(
        min(each.seconds for each in measures), max(each.peak_mib for each in measures)
    )


def ratio(name: str, upper: Measured, lower: Measured, aim: str) -> Row:
    """Two times against each other: the same on a slow machine and a fast one."""
    return (name, f"{upper.seconds / lower.seconds:.2f}", f"at most {aim}")


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
