"""A file against the landed files of other sources that print the same figures."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.landed_files import Origin
from orchestration.landing.snapshot import unpacked
from orchestration.landing.store import land_recognised
from orchestration.parsing.document import Document
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources
from tests.support.warehouses import copy_of

BUNDLED = PROJECT_ROOT / "data" / "bundled"
FILES = {
    "tic_slt_table3": "tic/slt_table3/2026-06-18.txt.gz",
    "tic_slt_table1": "tic/slt_table1/2026-06-18.txt.gz",
    "tic_slt_table5": "tic/slt_table5/2026-06-18.txt.gz",
    "tic_slt3d_globl": "tic/slt3d_globl/2023-03-15.csv.gz",
    "tic_slt2d_history": "tic/slt2d_history/2023-03-15.csv.gz",
    "tic_shlhistdat": "tic/shlhistdat/2024-04-30.txt.gz",
    "mof_6pi_1": "mof_japan/6pi-1/2026-07-11.csv.gz",
    "mof_6pi_4": "mof_japan/6pi-4/2026-07-11.csv.gz",
    "us_treasury_par_yields": "us_treasury/par_yields/2025.csv.gz",
    "fred_DGS10": "fred/DGS10.csv.gz",
    "ecb_fx_history": "ecb/eurofxref-hist/2026-04-13.zip",
    "ecb_fx_daily": "ecb/eurofxref/2026-04-13.csv.gz",
}
CATALOGUE = {
    entry["path"]: entry
    for entry in json.loads((BUNDLED / "catalogue.json").read_text())
}
Changed = Callable[[bytes], bytes]


def landed(
    settings: Settings,
    source_id: str,
    change: Changed = lambda content: content,
    accept: bool = False,
) -> str:
    """Land a shipped file, perhaps changed; "landed", or the sentence against it."""
    path = FILES[source_id]
    day = datetime.fromisoformat(CATALOGUE[path]["captured_on"]).replace(tzinfo=UTC)
    released = CATALOGUE[path]["released_on"]
    document = Document("file", change(unpacked(BUNDLED / path)))
    try:
        land_recognised(
            document,
            all_sources()[source_id],
            Origin(landed_from="hand", file_name="file", captured_at=day),
            settings,
            released_on=datetime.fromisoformat(released).date() if released else None,
            accepts_revisions=accept,
        )
    except WarehouseError as problem:
        return str(problem)
    return "landed"


def with_text(old: str, new: str, encoding: str = "utf-8") -> Changed:
    def change(content: bytes) -> bytes:
        assert old.encode(encoding) in content
        return content.replace(old.encode(encoding), new.encode(encoding), 1)

    return change


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder with those files that the others are compared with."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("agreement") / "data")
    for source_id in (
        "tic_slt_table3",
        "tic_slt3d_globl",
        "mof_6pi_1",
        "us_treasury_par_yields",
        "ecb_fx_history",
    ):
        assert landed(settings, source_id) == "landed"
    return settings


@pytest.fixture
def warehouse(settled: Settings, tmp_path: Path) -> Settings:
    """A copy of it, in which a test may land."""
    return copy_of(settled, tmp_path / "data")


def table_1_with_japan_one_more(content: bytes) -> bytes:
    """Move a million of Japan's from Treasuries to agencies, so that all adds up."""
    lines = content.decode().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Japan\t42609\t"))
    cells = lines[at].split("\t")
    for column, step in ((6, 1), (9, -1)):
        cells[column] = str(int(cells[column]) + step)
    lines[at] = "\t".join(cells)
    return ("\n".join(lines) + "\n").encode()


def test_a_figure_that_another_table_of_the_release_has_otherwise_is_rejected(
    warehouse: Settings,
) -> None:
    sentence = landed(warehouse, "tic_slt_table1", table_1_with_japan_one_more)
    assert sentence.startswith("file, line ")
    assert "('Japan'): 42609 for_lt_treas_pos of 2026-04 is 1," in sentence
    assert ", and tic_slt_table3 of 2026-06-18 (" in sentence
    assert ", line " in sentence.partition("tic_slt_table3")[2]
    assert sentence.endswith(
        "; fetch it again, and if both publishers really print it so, land it by"
        " `tic-warehouse land --accept-revisions`"
    )
    assert landed(warehouse, "tic_slt_table1", table_1_with_japan_one_more, True) == (
        "landed"
    )


@pytest.mark.parametrize(
    ("source_id", "change", "words"),
    [
        (
            "tic_slt_table5",
            with_text("\t1209.9\t", "\t1210.1\t"),
            "('Japan'): 42609 total holdings of 2026-04 is 1,210.1, and tic_slt_table3",
        ),
        (
            "tic_slt_table5",
            with_text("\nBelgium\t", "\nSweden\t"),
            "total holdings of 2026-04 is ",
        ),
        (
            "tic_slt2d_history",
            with_text("6462298,3464289,2998009", "6462298,3464290,2998008"),
            "treasury_official of 2023-Jan is 3,464,290, and tic_slt3d_globl",
        ),
        (
            "ecb_fx_daily",
            with_text("186.75", "187.75"),
            "JPY of 13 April 2026 is 187.75, and ecb_fx_history of ",
        ),
        (
            "fred_DGS10",
            lambda content: content.replace(b",4.", b",4.0"),
            "us_treasury_par_yields of ",
        ),
    ],
)
def test_damage_that_no_sum_shows_is_rejected(
    warehouse: Settings, source_id: str, change: Changed, words: str
) -> None:
    assert words in landed(warehouse, source_id, change)
    assert landed(warehouse, source_id) == "landed"


def test_whichever_lands_second_is_judged(tmp_path: Path) -> None:
    names = ("tic_slt_table3", "tic_slt_table5")
    change = with_text("\t1209.9\t", "\t1210.1\t")
    for order in permutations(names):
        settings = Settings(data_dir=tmp_path / order[0])
        changes = {"tic_slt_table5": change}
        first, second = (
            landed(settings, name, changes.get(name, lambda content: content))
            for name in order
        )
        assert first == "landed"
        other = order[0]
        assert f"and {other} of 2026-06-18 (" in second
        assert "1,210.1" in second


def test_a_file_of_another_release_is_not_compared(warehouse: Settings) -> None:
    older = "tic/slt_table1/2026-04-15.txt.gz"
    document = Document("file", unpacked(BUNDLED / older))
    origin = Origin(
        landed_from="hand",
        file_name="file",
        captured_at=datetime(2026, 4, 15, tzinfo=UTC),
    )
    source = all_sources()["tic_slt_table1"]
    assert land_recognised(document, source, origin, warehouse).is_new


def test_a_correction_of_some_days_may_reach_one_publisher_first(
    warehouse: Settings,
) -> None:
    def corrected(count: int) -> Changed:
        def change(content: bytes) -> bytes:
            lines = content.decode().splitlines()
            first = next(at for at, line in enumerate(lines) if "2025-03-03," in line)
            for at in range(first, first + count):
                day, text = lines[at].split(",")
                if text:
                    lines[at] = f"{day},{float(text) + 0.01:.2f}"
            return ("\n".join(lines) + "\n").encode()

        return change

    assert "DGS10 of 2025-" in landed(warehouse, "fred_DGS10", corrected(12))
    assert landed(warehouse, "fred_DGS10", corrected(3)) == "landed"


def test_par_yields_under_the_wrong_heading_are_rejected(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    assert landed(settings, "fred_DGS10") == "landed"
    sentence = landed(
        settings,
        "us_treasury_par_yields",
        lambda content: (
            content.replace(b"10 Yr", b"x")
            .replace(b"20 Yr", b"10 Yr", 1)
            .replace(b"x", b"20 Yr")
        ),
    )
    assert "('10 Yr'): 10 Yr of " in sentence
    assert "and fred_DGS10 of 2026-" in sentence
