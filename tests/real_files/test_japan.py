"""The ministry's own files: no cell is lost, the figures are theirs.

Belongs here: what needs the real files, which this repository may not ship. Does not:
anything that a written fixture can show; yields (`test_parse_real_files.py`).
"""

import csv
import re
from pathlib import Path

import pandas
import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import Settings
from tests.support.fixtures import land_path

pytestmark = pytest.mark.real

SUMMARY = "mof_japan/6pi-1/2026-07-11.csv"
LONG_TERM = "mof_japan/6pi-4/2026-07-11.csv"
EXCERPT = "mof_japan/official_reserves_excerpt/2026-09-13.csv"
ENCODINGS = {SUMMARY: "cp932", LONG_TERM: "cp932", EXCERPT: "utf-8"}

Count = tuple[int, int]  # all data cells, those that hold a number


def counted(path: Path, encoding: str) -> Count:
    """Cells right of a year or a month, counted without our reader."""
    rows = list(csv.reader(path.read_text(encoding).splitlines()))
    key = re.compile(r"\d{4}C\.Y\.|[A-Z][a-z]{2,9}(\(P\))?")
    cells = [
        cell.strip()
        for row in rows
        if len(row) > 20 and (key.fullmatch(row[2]) or key.fullmatch(row[3]))
        for at, cell in enumerate(row)
        # 6pi-1 repeats its key in the middle
        if at > 3 and not (len(row) == 29 and 14 <= at <= 18)
    ]
    numbers = [cell for cell in cells if re.fullmatch(r"-?[\d,]+(\.\d+)?", cell)]
    return len(cells), len(numbers)


def cells_of(path: Path) -> pandas.DataFrame:
    document = Document(str(path), path.read_bytes())
    return parse(document, recognise(document)).cells


@pytest.mark.parametrize("path", ENCODINGS)
def test_a_real_file_lands_without_a_false_alarm_or_a_lost_cell(
    path: str, real_data: Path, settings: Settings
) -> None:
    landing = land_path(real_data / path, settings, "hand")
    assert landing.is_new
    assert landing.file.path.read_bytes() == (real_data / path).read_bytes()
    cells = landing.cells
    assert cells is not None
    found = len(cells), int(cells["cell_value"].notna().sum())
    assert found == counted(real_data / path, ENCODINGS[path])


def test_no_file_of_these_sources_is_left_out(real_data: Path) -> None:
    folders = {path.rpartition("/")[0] for path in ENCODINGS}
    files = [path for folder in folders for path in (real_data / folder).iterdir()]
    assert {str(path.relative_to(real_data)) for path in files} == set(ENCODINGS)


@pytest.mark.parametrize(
    ("path", "measure", "period", "figure"),
    [
        (SUMMARY, "assets_long_term_net", "2026 May(P)", 29_801),
        (SUMMARY, "assets_long_term_net", "2022C.Y.", -234_075),
        (SUMMARY, "assets_equity_net", "1996C.Y.", 9_045),
        (SUMMARY, "liabilities_total_net", "2026 Mar", -109_330),
        (LONG_TERM, "trust_banks_trust_accounts_net", "2026 May(P)", 31_624),
        (LONG_TERM, "banks_trust_accounts_net", "2026 May(P)", -3),
        (LONG_TERM, "total_acquisition", "2019C.Y.", 5_394_857),
        (LONG_TERM, "other_investors_net", "2014 Jan", -6_560),
        (EXCERPT, "securities", "2026 August", 839_559),
        (EXCERPT, "deposits", "2025 August", 161_069),
        (EXCERPT, "gold_million_ounces", "2000 Apr", 24.23),
    ],
)
def test_the_figures_are_those_that_the_eye_reads(
    path: str, measure: str, period: str, figure: float, real_data: Path
) -> None:
    cells = cells_of(real_data / path)
    is_it = (cells["measure"] == measure) & (cells["period"] == period)
    assert cells.loc[is_it, "cell_value"].tolist() == [figure]
