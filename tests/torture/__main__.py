"""Run `make torture`: attack landing, fetching and publishing, and count the outcomes.

Belongs here: choosing, timing and printing. Does not: judging one outcome, which the
tests do on a few of each (`tests/landing`, `tests/publishing`).
"""

import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table

from orchestration.settings import Settings
from tests.support.hostile_servers import KINDS, LIMIT_SECONDS
from tests.support.hostile_servers import attack as attack_by
from tests.support.warehouses import tic_warehouse
from tests.torture import landing
from tests.torture.increments import Increments
from tests.torture.publications import (
    killed_publications,
    killed_runs,
    readers_meanwhile,
)
from tests.torture.soak import soak

MUTANTS, MINUTES = 20_000, 11
KILLS, RUN_KILLS, READERS, PUBLICATIONS = 197, 3, 64, 100
RUNS = 20
CHANGES, COMPARED_EVERY = 20, 5

Row = tuple[str, str, str]


def main() -> None:
    """Attack and print; `python -m tests.torture servers kills` does these alone.

    `python -m tests.torture soak` and `increments` take a quarter of an hour each, so
    they are asked for.
    """
    folder = Path(tempfile.mkdtemp(prefix="tic-torture-"))
    parts: dict[str, Callable[[Path], list[Row]]] = {
        "mutants": mutant_rows,
        "servers": server_rows,
        "kills": kill_rows,
        "readers": reader_rows,
    }
    asked_for: dict[str, Callable[[Path], list[Row]]] = {
        "soak": soak_rows,
        "increments": increment_rows,
    }
    table = Table("attack", "outcome", "what must hold", box=None, pad_edge=False)
    try:
        for name in sys.argv[1:] or parts:
            started = time.monotonic()
            for row in (parts | asked_for)[name](folder / name):
                table.add_row(*row)
            table.add_row("", f"{time.monotonic() - started:.0f} s", "")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    Console(width=110).print(table)


def mutant_rows(folder: Path) -> list[Row]:
    """Offer damaged copies to landing, on two processes, for some minutes."""
    folders = [folder / "0", folder / "1"]
    with get_context("spawn").Pool(2) as pool:
        stop = time.monotonic() + MINUTES * 60
        most = MUTANTS // len(folders)
        work = [
            (each, place, len(folders), stop, most)
            for place, each in enumerate(folders)
        ]
        parts = pool.starmap(landing.attacks_until, work)
        outcomes = [each for part in parts for each in part]
    found = Counter(each.what for each in outcomes)
    rows = [
        (
            f"{len(outcomes):,} damaged copies of {len(landing.SHIPPED)} files",
            ", ".join(f"{count:,} {what}" for what, count in found.most_common()),
            "0 landed, 0 crashed",
        )
    ]
    rows += [
        (f"  {each.source_id}: {each.damage}, seed {each.seed}", each.what, "rejected")
        for each in outcomes
        if each.what != "rejected"
    ]
    return rows[:40]


def server_rows(folder: Path) -> list[Row]:
    """Update from every hostile server once."""
    attacks = {
        name: attack_by(kind, folder / str(number))
        for number, (name, kind) in enumerate(KINDS.items())
    }
    slowest = max(each.seconds for each in attacks.values())
    peak = max(each.peak_bytes for each in attacks.values()) / 2**20
    one_line = sum(
        len(each.notes) == 1 and each.notes[0].isprintable()
        for each in attacks.values()
    )
    torn = sum(
        any(path.suffix == ".partial" for path in each.files)
        for each in attacks.values()
    )
    return [
        (f"{len(attacks)} hostile servers", f"{one_line} in one line", "each one line"),
        ("  slowest", f"{slowest:.2f} s", f"about {LIMIT_SECONDS:.0f} s, its limit"),
        ("  most memory", f"{peak:.1f} MiB", "under 16 MiB"),
        ("  half-written files", str(torn), "0"),
    ]


def kill_rows(folder: Path) -> list[Row]:
    """Kill publications, and whole runs, at random moments."""
    lost, torn = killed_publications(Settings(data_dir=folder / "small"), KILLS)
    runs = killed_runs(Settings(data_dir=folder / "whole"), RUN_KILLS)
    outcome = ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in asdict(runs).items()
    )
    return [
        (f"{KILLS} publications killed", f"{lost} lost, {torn} torn", "0 lost, 0 torn"),
        (f"{RUN_KILLS} whole runs killed", outcome, "0 of each"),
    ]


def soak_rows(folder: Path) -> list[Row]:
    """Run twenty times with a new file each time."""
    states, peak = soak(Settings(data_dir=folder), RUNS)
    failed = sum(each.status != 0 for each in states)
    rows = [
        (f"{RUNS} runs in a row", f"{failed} failed", "0 failed"),
        ("  most memory of a process", f"{peak / 2**20:,.0f} MiB", "under 1,500 MiB"),
        ("  editions kept", f"{max(each.editions for each in states)}", "2 at most"),
    ]
    for name in ("parsed", "build", "history", "published"):
        sizes = [getattr(state, name) / 2**20 for state in states]
        half, last = sizes[RUNS // 2], sizes[-1]
        rows.append(
            (
                f"  data/{name} after 1, {RUNS // 2 + 1}, {RUNS} runs",
                f"{sizes[0]:.1f}, {half:.1f}, {last:.1f} MiB",
                f"at most 1.1 times after {RUNS} what it is after {RUNS // 2 + 1}",
            )
        )
    return rows


def increment_rows(folder: Path) -> list[Row]:
    """Run after random changes, and compare with full runs now and then."""
    first = Settings(data_dir=folder / "first")
    started = tic_warehouse(first.data_dir, "run")
    if started.returncode:
        return [("a first run", started.stdout[-500:], "exit status 0")]
    warehouse = Increments.of(first, folder, seed=CHANGES)
    wrong: list[str] = []
    for number in range(1, CHANGES + 1):
        change = warehouse.change()
        warehouse.run()
        if number % COMPARED_EVERY == 0:
            place = folder / f"full-{number}"
            found = warehouse.differences_from_full_run(place)
            wrong += [f"after {change}: {each[:200]}" for each in found]
            shutil.rmtree(place)
    compared = CHANGES // COMPARED_EVERY
    outcome = f"{compared} full runs compared, {len(wrong)} differences"
    rows = [(f"{CHANGES} runs after random changes", outcome, "0 differences")]
    return rows + [("  " + each, "", "") for each in wrong]


def reader_rows(folder: Path) -> list[Row]:
    """Read through publications."""
    answers, wrong, errors = readers_meanwhile(
        Settings(data_dir=folder), READERS, PUBLICATIONS
    )
    return [
        (
            f"{READERS} readers through {PUBLICATIONS} publications",
            f"{answers:,} answers, {wrong} mixed, {errors} readers failed",
            "0 mixed, 0 failed",
        )
    ]


if __name__ == "__main__":
    main()
