"""Kill publications and whole runs, and read through publications.

Belongs here: what readers see meanwhile, and what is left afterwards.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.small_warehouse import fingerprint, publish_small
from tests.support.warehouses import COMMAND, environment, state_of, tic_warehouse

_PUBLISHING = """
import sys
from pathlib import Path
from orchestration.settings import Settings
from tests.support.small_warehouse import publish_small
settings = Settings(data_dir=Path(sys.argv[1]))
print("ready", flush=True)
publish_small(settings, int(sys.argv[2]))
"""

_READING = """
import json, random, sys, time
from pathlib import Path
import duckdb
path, stop = sys.argv[1:]
query = (
    "select fingerprint, (select min(version) from holdings),"
    " (select max(version) from odd_values) from meta.build"
)
seen = []
while not Path(stop).exists():
    with duckdb.connect(path, read_only=True) as opened:
        seen.append(opened.sql(query).fetchone())
    time.sleep(random.uniform(0.5, 1.5))  # as people do; else 64 starve the publisher
print(json.dumps(seen))
"""


def killed_publications(settings: Settings, kills: int) -> tuple[int, int]:
    """Kill so many publications; returns how many files were lost, and torn.

    Lost: nothing can be read. Torn: what is read is neither the version before nor the
    one that was being published, or is a mixture.
    """
    publish_small(settings, 1)
    before, lost, torn = 1, 0, 0
    draw = random.Random(0)  # noqa: S311 - a test
    for version in range(2, kills + 2):
        child = subprocess.Popen(
            [sys.executable, "-c", _PUBLISHING, str(settings.data_dir), str(version)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT_ROOT,
        )
        if child.stdout:
            child.stdout.readline()
        time.sleep(draw.uniform(0, 0.4))
        child.kill()
        child.wait()
        try:
            found = _version(settings.published_database)
        except duckdb.Error:
            lost += 1
            continue
        torn += found not in (before, version)
        before = found or before
    return lost, torn


@dataclass
class KilledRuns:
    """What killed runs left: each count should be 0."""

    lost: int = 0
    landed_changed: int = 0
    outlived: int = 0
    next_failed: int = 0


def killed_runs(settings: Settings, kills: int) -> KilledRuns:
    """Kill whole runs at random moments of their path, and let the last one end.

    Lost: the published database is neither the one before the kill nor a whole new one.
    Outlived: a process of the run is still there five seconds after.
    """
    started = time.monotonic()
    first = tic_warehouse(settings.data_dir, "run")
    seconds = time.monotonic() - started
    found = KilledRuns(next_failed=first.returncode)
    landed, tables = state_of(settings.landed_dir), _tables(settings)
    draw = random.Random(1)  # noqa: S311 - a test
    for number in range(kills):
        settings.manifest_path.unlink(missing_ok=True)  # so that there is work to do
        child = subprocess.Popen(
            [*COMMAND, "run"],
            env=environment(settings.data_dir),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(draw.uniform(0, seconds))
        child.send_signal([signal.SIGKILL, signal.SIGINT][number % 2])
        child.wait()
        found.outlived += _is_alive_after(child.pid, 5)
        found.landed_changed += state_of(settings.landed_dir) != landed
        try:
            found.lost += _tables(settings) != tables
        except duckdb.Error:
            found.lost += 1
    settings.manifest_path.unlink(missing_ok=True)
    last = tic_warehouse(settings.data_dir, "run")
    found.next_failed += bool(last.returncode or _tables(settings) != tables)
    return found


def _tables(settings: Settings) -> list[tuple[object, ...]]:
    """Count the rows of the published database, table by table."""
    with duckdb.connect(str(settings.published_database), read_only=True) as opened:
        return opened.execute(
            "select schema_name, table_name, estimated_size from duckdb_tables()"
            " where schema_name = 'main' order by all"
        ).fetchall()


def _is_alive_after(group: int, seconds: float) -> bool:
    """Whether a process of a group is alive after so long; then it is killed."""
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    return True


def _version(path: Path) -> int | None:
    """Read which version a database is; None for a mixture."""
    with duckdb.connect(str(path), read_only=True) as opened:
        row = opened.execute(
            "select fingerprint, (select min(version) from holdings),"
            " (select max(version) from odd_values) from meta.build"
        ).fetchone()
    if row is None or row[1] != row[2] or row[0] != fingerprint(row[1]):
        return None
    return int(row[1])


def readers_meanwhile(
    settings: Settings, readers: int, publications: int
) -> tuple[int, int, int]:
    """Publish while processes read; returns answers, mixed ones, and failed readers."""
    publish_small(settings, 1)
    stop = settings.data_dir / "stop"
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _READING, settings.published_database, stop],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(readers)
    ]
    for version in range(2, publications + 2):
        publish_small(settings, version)
    stop.touch()
    answers, mixed, failed = 0, 0, 0
    for child in children:
        output, _ = child.communicate(timeout=120)
        if child.returncode:
            failed += 1
            continue
        for made_of, oldest, newest in json.loads(output):
            answers += 1
            mixed += oldest != newest or made_of != fingerprint(oldest)
    return answers, mixed, failed
