"""Run again and again with one new file each time, and measure what grows.

Belongs here: the runs and the sizes after each. Does not: what may be dropped
(`dagster_app/history.py`, `landing/cell_cache.py`, `publishing/local.py`).
"""

import resource
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from orchestration.landing.snapshot import unpacked
from orchestration.settings import Settings
from tests.support.warehouses import tic_warehouse

GROWN = "fred/DEXSZUS.csv.gz"
KEPT_RUNS = 5


@dataclass(frozen=True)
class State:
    """What a data folder holds after a run, in bytes, and the run's exit status."""

    status: int
    parsed: int
    build: int
    history: int
    published: int
    editions: int


def soak(settings: Settings, runs: int) -> tuple[list[State], int]:
    """Land one more day of a series and run, so many times; returns bytes of memory.

    The memory is the most that one process of any of the runs held.
    """
    content = unpacked(settings.bundled_dir / GROWN)
    newest = date.fromisoformat(content.decode().splitlines()[-1].split(",")[0])
    states = []
    for number in range(runs):
        newest += timedelta(days=1)
        content += f"{newest},0.8{number:03d}\n".encode()
        settings.inbox_dir.mkdir(parents=True, exist_ok=True)
        (settings.inbox_dir / f"DEXSZUS-{number}.csv").write_bytes(content)
        done = tic_warehouse(
            settings.data_dir, "run", TIC_WAREHOUSE_HISTORY_RUNS=str(KEPT_RUNS)
        )
        states.append(_state(settings, done.returncode))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return states, peak


def _state(settings: Settings, status: int) -> State:
    published = settings.published_dir
    return State(
        status=status,
        parsed=_size(settings.parsed_dir),
        build=_size(settings.build_dir),
        history=_size(settings.dagster_home),
        published=_size(published),
        editions=len([each for each in published.iterdir() if each.name[0] == "."]),
    )


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
