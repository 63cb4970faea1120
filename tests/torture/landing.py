"""Land damaged copies of the shipped files, each beside the vintage it was made from.

Belongs here: what landing says to a mutant. Does not: making it (`mutants.py`).
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.torture.mutants import DAMAGES, Layout, Table

# Where the shipped copies have their data.
SHIPPED: dict[str, tuple[str, str, Layout]] = {
    "tic_slt_table1": (
        "tic/slt_table1/2026-06-18.txt.gz",
        "file.txt",
        Layout("\t", 2, 99_999, names=(0, 1, 2), figures=3),
    ),
    "tic_slt_table3": (
        "tic/slt_table3/2026-06-18.txt.gz",
        "file.txt",
        Layout("\t", 2, 99_999, names=(0, 1, 2), figures=3),
    ),
    "tic_slt_table5": (
        "tic/slt_table5/2026-06-18.txt.gz",
        "file.txt",
        Layout("\t", 2, 99_999, names=(0,), figures=1),
    ),
    "tic_mfhhis01": (
        "tic/mfhhis01/2026-05-18.txt.gz",
        "file.txt",
        Layout("\t", 3, 99_999, names=(0,), figures=1),
    ),
    "tic_shlhistdat": (
        "tic/shlhistdat/2024-04-30.txt.gz",
        "file.txt",
        Layout("\t", 6, 99_999, names=(1, 0), figures=2),
    ),
    "mof_jgb_all": (
        "mof_japan/jgbcme_all/2026-06-30.csv.gz",
        "file.csv",
        Layout(",", 2, 99_999, names=(0,), figures=1),
    ),
    "us_treasury_par_yields": (
        "us_treasury/par_yields/2025.csv.gz",
        "file.csv",
        Layout(",", 1, 99_999, names=(0,), figures=1),
    ),
    "fed_h15": (
        "fed_ddp/h15/2023-03-23.csv.gz",
        "file.csv",
        Layout(",", 6, 99_999, names=(0,), figures=1),
    ),
    "fred_DGS10": (
        "fred/DGS10.csv.gz",
        "file.csv",
        Layout(",", 1, 99_999, names=(0,), figures=1),
    ),
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
) -> tuple[Source, str, Table, pandas.DataFrame]:
    path, name, layout = SHIPPED[source_id]
    content = unpacked(bundled / path)
    source = all_sources()[source_id]
    cells = parse(Document(name, content), source).cells
    rows = [line.split(layout.delimiter) for line in content.decode().splitlines()]
    return source, name, rows, _said(cells)


def _said(cells: pandas.DataFrame) -> pandas.DataFrame:
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


def attack(
    settings: Settings, source_id: str, damage: str, seed: int
) -> Outcome | None:
    """Offer one mutant to landing; None where the damage changes nothing."""
    source, name, rows, said = _original(settings.bundled_dir, source_id)
    layout = SHIPPED[source_id][2]
    draw = random.Random(f"{source_id} {damage} {seed}")  # noqa: S311 - a test
    damaged = DAMAGES[damage](layout, rows, draw)
    if damaged is None:
        return None
    text = "\n".join(layout.delimiter.join(row) for row in damaged) + "\n"
    document = Document(name, text.encode())
    seeds_dir = settings.dbt_project_dir / "seeds"
    today = pandas.Timestamp("2026-11-28").date()
    try:
        parsed = parse(document, source)
        if _said(parsed.cells).equals(said):
            return None
        validate(document, source, parsed, seeds_dir, today)
        check_against_vintage(document, source, parsed.cells, settings)
    except WarehouseError as problem:
        return Outcome(source_id, damage, seed, str(problem))
    except Exception as crash:
        return Outcome(source_id, damage, seed, None, repr(crash)[:200])
    return Outcome(source_id, damage, seed, None)


def attacks(settings: Settings, seeds: range) -> Iterator[Outcome]:
    """Offer every damage of every shipped layout, once for each seed."""
    for seed in seeds:
        for source_id in SHIPPED:
            for damage in DAMAGES:
                outcome = attack(settings, source_id, damage, seed)
                if outcome:
                    yield outcome


def count(outcomes: list[Outcome]) -> Counter[tuple[str, str]]:
    """Count the mutants by source and by what came of them."""
    return Counter(
        (
            each.source_id,
            "crashed"
            if each.crash
            else "landed"
            if each.sentence is None
            else "rejected",
        )
        for each in outcomes
    )
