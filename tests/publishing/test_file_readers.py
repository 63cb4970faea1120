"""Many readers of the published file through several publications, in processes.

What they open is a plain path, read-only, as the DuckDB CLI, R, JDBC or a BI tool do.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from orchestration.settings import Settings
from tests.support.remote_places import wait_until
from tests.support.small_warehouse import fingerprint, publish_small

READERS = 3
VERSIONS = range(2, 6)

# Asks table by table, again and again, and tells at its end what it saw: with a new
# connection each time, or with one that it keeps.
READING = """
import json, sys
from pathlib import Path
import duckdb
path, stop, ended, keeps, *queries = sys.argv[1:]
kept = duckdb.connect(path, read_only=True) if keeps == "keeps" else None
seen = []
while not Path(stop).exists():
    opened = kept or duckdb.connect(path, read_only=True)
    seen.append([opened.sql(query).fetchone()[0] for query in queries])
    if opened is not kept:
        opened.close()
    Path(ended).touch()
print(json.dumps(seen))
"""

QUERIES = [
    "select fingerprint from meta.build",
    "select max(version) from holdings",
    "select count(distinct version) from holdings",
    "select min(version) from largest",
    "select max(version) from odd_values",
    "select max(version) from all_holdings()",
    "select fingerprint from quality.audit_receipt",
]


def read_meanwhile(
    settings: Settings, folder: Path, number: int, *, keeps: bool
) -> tuple[subprocess.Popen[str], Path]:
    """A reader at work, and the file that it makes at the end of each read."""
    ended = folder / f"ended-{number}"
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", READING, settings.published_database),
            *(folder / "stop", ended, "keeps" if keeps else "opens", *QUERIES),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return process, ended


def wait_for_a_read(ended: list[Path]) -> None:
    """Wait until each reader has ended a read that it had not ended before."""
    for file in ended:
        file.unlink()
    wait_until(lambda: all(file.exists() for file in ended))


def test_readers_see_one_version_or_the_other_and_no_error(
    settings: Settings, tmp_path: Path
) -> None:
    publish_small(settings, 1)
    readers = [
        read_meanwhile(settings, tmp_path, number, keeps=number >= READERS)
        for number in range(READERS + 1)
    ]
    wait_until(lambda: all(ended.exists() for _, ended in readers))
    for version in VERSIONS:
        publish_small(settings, version)
    # each reads the last one too: the first to end may have begun before it was there
    for _ in range(2):
        wait_for_a_read([ended for _, ended in readers[:READERS]])
    (tmp_path / "stop").touch()
    seen: list[list[list[Any]]] = []
    for process, _ in readers:
        output, trouble = process.communicate(timeout=60)
        assert process.returncode == 0, trouble
        seen.append(json.loads(output))
    for answers in [answer for each in seen for answer in each]:
        version = answers[1]
        made_of = fingerprint(version)
        assert answers == [made_of, version, 1, version, version, version, made_of]
    for each in seen[:READERS]:
        assert {each[0][1], each[-1][1]} == {1, VERSIONS[-1]}
    for each in seen[READERS:]:  # whoever keeps it open keeps what was opened
        assert {answers[1] for answers in each} == {1}
    assert len({answers[1] for each in seen for answers in each}) > 2
