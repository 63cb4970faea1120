"""Land damaged copies of the shipped files, each beside the vintage it was made from.

Belongs here: what landing says to a mutant. Does not: making it (`mutants.py`).
"""

import gc
import hashlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas

from orchestration.errors import WarehouseError
from orchestration.landing.collect import land_offered
from orchestration.landing.snapshot import unpacked
from orchestration.landing.validate import validate
from orchestration.landing.vintage_comparison import check_against_vintage
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse
from orchestration.progress import NoProgress
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources
from tests.torture.mutants import DAMAGES, Layout


@dataclass(frozen=True)
class Original:
    """A shipped file, where it has its data, and how often each damage is drawn.

    Large files are drawn less often, because one takes up to a hundred times as long.
    """

    path: str
    layout: Layout
    draws: int

    @property
    def file_name(self) -> str:
        """The name under which its copies are offered."""
        return "file" + Path(self.path.removesuffix(".gz")).suffix


def _fred(series: str) -> Original:
    """Describe a file of one FRED series."""
    layout = Layout(",", 1)
    return Original(f"fred/{series}.csv.gz", layout, 200)


FRED_SERIES = (
    *("CPIAUCSL", "DEXCAUS", "DEXCHUS", "DEXJPUS", "DEXSZUS", "DEXUSEU", "DEXUSUK"),
    *("DFEDTARU", "DGS1MO", "DGS2", "DGS3MO", "DGS6MO", "DTWEXBGS", "FEDFUNDS"),
    *("TREAST", "WMTSECL1"),
)
_TAB_OF_HOLDERS = Layout("\t", 2, names=(0, 1, 2), figures=3)
SHIPPED: dict[str, Original] = {
    "tic_slt_table1": Original("tic/slt_table1/2026-06-18.txt.gz", _TAB_OF_HOLDERS, 20),
    "tic_slt_table3": Original("tic/slt_table3/2026-06-18.txt.gz", _TAB_OF_HOLDERS, 30),
    "tic_slt_table5": Original(
        "tic/slt_table5/2026-06-18.txt.gz", Layout("\t", 2), 300
    ),
    "tic_mfhhis01": Original("tic/mfhhis01/2026-05-18.txt.gz", Layout("\t", 3), 120),
    "tic_shlhistdat": Original(
        "tic/shlhistdat/2024-04-30.txt.gz",
        Layout("\t", 6, names=(1, 0), figures=2),
        60,
    ),
    "tic_bltype_history": Original(
        "tic/bltype_history/2024-12-19.csv.gz", Layout(",", 12), 120
    ),
    "tic_oilexp_hist": Original(
        "tic/oilexp_hist_to2016mar/2016-05-16.csv.gz", Layout(",", 4, 500), 120
    ),
    "tic_slt2d_history": Original(
        "tic/slt2d_history/2023-03-15.csv.gz", Layout(",", 9), 120
    ),
    "mof_reserves_excerpt": Original(
        "mof_japan/official_reserves_excerpt/2026-09-13.csv.gz",
        Layout(",", 1, names=(1, 3), figures=4),
        120,
    ),
    "mof_jgb_all": Original(
        "mof_japan/jgbcme_all/2026-06-30.csv.gz", Layout(",", 2), 8
    ),
    "us_treasury_par_yields": Original(
        "us_treasury/par_yields/2025.csv.gz", Layout(",", 1), 300
    ),
    "fed_h15": Original("fed_ddp/h15/2023-03-23.csv.gz", Layout(",", 6), 8),
    "fred_DGS10": replace(_fred("DGS10"), draws=60),
    **{f"fred_{series}": _fred(series) for series in FRED_SERIES},
}


@dataclass(frozen=True)
class Outcome:
    """What landing said to one mutant; `sentence` is None where it would land."""

    source_id: str
    damage: str
    seed: int
    sentence: str | None
    crash: str | None = None

    @property
    def what(self) -> str:
        """What came of it, in a word."""
        if self.crash:
            return "crashed"
        return "landed" if self.sentence is None else "rejected"


@cache
def _original(
    bundled: Path, source_id: str
) -> tuple[Source, list[list[str]], pandas.DataFrame]:
    original, source = SHIPPED[source_id], all_sources()[source_id]
    content = unpacked(bundled / original.path)
    cells = parse(Document(original.file_name, content), source).cells
    lines = content.decode("utf-8-sig").splitlines()
    rows = [line.split(original.layout.delimiter) for line in lines]
    return source, rows, _figures(cells)


def _figures(cells: pandas.DataFrame) -> pandas.DataFrame:
    """The cells without their places, in a fixed order."""
    columns = ["label", "code", "segment", "measure", "reference_date", "cell_value"]
    return (
        cells[columns]
        .astype({"segment": str, "code": str})
        .sort_values(columns, ignore_index=True)
    )


def settle(settings: Settings) -> None:
    """Land the shipped snapshot, with which mutants are compared."""
    land_offered(settings, NoProgress())


def mutant(settings: Settings, source_id: str, damage: str, seed: int) -> bytes | None:
    """Make one damaged copy; None where the damage cannot be done to this file."""
    _, rows, _ = _original(settings.bundled_dir, source_id)
    layout = SHIPPED[source_id].layout
    draw = random.Random(f"{source_id} {damage} {seed}")  # noqa: S311 - a test
    damaged = DAMAGES[damage](layout, rows, draw)
    if damaged is None or damaged == rows:
        return None
    return ("\n".join(layout.delimiter.join(row) for row in damaged) + "\n").encode()


def attack(
    settings: Settings, source_id: str, damage: str, seed: int
) -> Outcome | None:
    """Offer one mutant to landing; None where its figures are true."""
    content = mutant(settings, source_id, damage, seed)
    return content and offer(settings, source_id, damage, seed, content)


def offer(
    settings: Settings, source_id: str, damage: str, seed: int, content: bytes
) -> Outcome | None:
    """Examine a mutant as landing does; None where its figures are true."""
    source, _, figures = _original(settings.bundled_dir, source_id)
    document = Document(SHIPPED[source_id].file_name, content)
    seeds_dir = settings.dbt_project_dir / "seeds"
    today = pandas.Timestamp("2026-11-28").date()
    try:
        parsed = parse(document, source)
        validate(document, source, parsed, seeds_dir, today)
        check_against_vintage(document, source, parsed.cells, settings)
        landed = _figures(parsed.cells)
        is_within = figures["reference_date"].between(
            landed["reference_date"].min(), landed["reference_date"].max()
        )
        if landed.equals(figures[is_within].reset_index(drop=True)):
            return None  # all of it, or a true copy of fewer months or days
    except WarehouseError as problem:
        return Outcome(source_id, damage, seed, str(problem))
    except Exception as crash:
        return Outcome(source_id, damage, seed, None, repr(crash)[:200])
    return Outcome(source_id, damage, seed, None)


def attacks(settings: Settings, place: int, of: int) -> Iterator[Outcome]:
    """Offer the share of one process of all damaged copies, each different one once.

    Round by round, so that a stop at any moment leaves a share of every kind.
    """
    seen: set[str] = set()
    for seed in range(max(each.draws for each in SHIPPED.values())):
        for source_id, original in SHIPPED.items():
            for damage in DAMAGES if seed < original.draws else ():
                content = mutant(settings, source_id, damage, seed)
                mark = hashlib.sha256(content or b"").hexdigest()
                # by the content, so that no two processes offer the same copy
                if content is None or int(mark, 16) % of != place or mark in seen:
                    continue
                seen.add(mark)
                if outcome := offer(settings, source_id, damage, seed, content):
                    yield outcome


def attacks_until(
    folder: Path, place: int, of: int, stop: float, most: int
) -> list[Outcome]:
    """Offer the share of one process until a moment of the monotonic clock.

    Here and not in `__main__`, which a spawned process cannot import.
    """
    settings = Settings(data_dir=folder)
    settle(settings)
    for source_id in SHIPPED:
        _original(settings.bundled_dir, source_id)
    # the originals' millions of cells stay: the collector need not walk them each time
    gc.freeze()
    found: list[Outcome] = []
    for outcome in attacks(settings, place, of):
        found.append(outcome)
        if time.monotonic() > stop or len(found) >= most:
            break
    return found
