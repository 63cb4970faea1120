"""Updates from servers that misbehave, each in one way.

Belongs here: what holds for every kind of server: the limit of time, one line that can
be printed, bounded memory, nothing half-written. Does not: the kinds themselves
(`tests/support/hostile_servers.py`).
"""

from pathlib import Path

import pytest

from tests.support.hostile_servers import KINDS, LIMIT_SECONDS, attack

MOST_BYTES = 16 * 2**20
LONGEST_LINE = 300
# Two cores are shared with other tests; a fetch itself keeps to the limit.
GRACE_SECONDS = 1.0


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def test_there_are_more_than_forty_kinds() -> None:
    assert len(KINDS) > 100


@pytest.mark.parametrize("name", KINDS)
def test_a_hostile_server_costs_one_line_and_bounded_time_and_memory(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kind = KINDS[name]
    found = attack(kind, tmp_path / "data")
    assert capfd.readouterr() == ("", "")
    [line] = found.notes
    assert kind.words in line
    assert line.isprintable()
    assert len(line) <= LONGEST_LINE
    assert found.seconds < LIMIT_SECONDS + GRACE_SECONDS
    assert found.peak_bytes < MOST_BYTES
    landed = "new file" in line
    suffixes = sorted(path.suffix for path in found.files)
    assert suffixes == ([".csv", ".json", ".parquet", ".sha256"] if landed else [])
