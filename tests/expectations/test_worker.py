"""The worker process: it ends with its parent, and its death has a name."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas
import pytest

from expectations import Check
from expectations.worker import CheckWorker, CheckWorkerDied

START_AND_WAIT = """
import time
from expectations.worker import CheckWorker
worker = CheckWorker()
worker.start()
print(worker._worker.pid, flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("seconds_before", [0.3, 1.0])
def test_worker_that_imports_ends_within_a_second_of_its_killed_parent(
    seconds_before: float,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(seconds_before)
        assert is_running(worker)
        parent.kill()
        parent.wait()
    time.sleep(1)
    assert not is_running(worker)


def test_worker_that_died_is_named() -> None:
    worker = CheckWorker()
    worker.start()
    assert worker._worker is not None
    os.kill(worker._worker.pid, signal.SIGKILL)
    column = {"column": "value"}
    exists = Check("exists", "raw.t", "ExpectColumnToExist", column, "critical", "", "")
    with pytest.raises(CheckWorkerDied, match="ended with status -9"):
        worker.run_checks([exists], lambda query: pandas.DataFrame({"value": [1]}))
    worker.close()


def test_worker_judges() -> None:
    worker = CheckWorker()
    column = {"column": "value"}
    exists = Check("exists", "raw.t", "ExpectColumnToExist", column, "critical", "", "")
    [result] = worker.run_checks(
        [exists], lambda query: pandas.DataFrame({"value": [1]})
    )
    worker.close()
    assert result.passed
