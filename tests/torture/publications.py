"""Kill publications, and read through them, on a small warehouse.

Belongs here: what readers see meanwhile. Does not: whole runs that are killed
(`tests/end_to_end/test_failures.py`).
"""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.small_warehouse import fingerprint, publish_small

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
import json, sys
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
