"""Japan's official reserves: the whole file and the excerpt, with broken twins.

No copy of the whole file was at hand: it is written here as it is described.
"""

import re

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import cell_at, parsed, refusal, replaced, without_line
from tests.support.japan_fixtures import (
    RESERVE_ASSETS,
    RESERVES_FIRST_LINE,
    reserves,
    reserves_excerpt,
)

WHOLE = reserves()
EXCERPT = reserves_excerpt()
FEBRUARY = RESERVES_FIRST_LINE + 3


def test_the_file_and_its_excerpt_are_told_apart() -> None:
    assert recognise(Document("x", WHOLE)).id == "mof_reserves"
    assert recognise(Document("x", EXCERPT)).id == "mof_reserves_excerpt"
    with_unit = b"(US$ millions)\n" + EXCERPT
    assert recognise(Document("x", with_unit)).id == "mof_reserves_excerpt"


def test_a_figure_keeps_its_place_and_a_month_without_a_western_year_its_year() -> None:
    cell = cell_at(parsed(WHOLE).cells, line=FEBRUARY, column=7)
    assert (cell["reference_date"], cell["period"]) == ("2023-02-28", "2023 Feburuary")
    assert (cell["measure"], cell["cell_value"]) == ("securities", 40_002)


def test_the_reserve_assets_are_read_and_the_drains_are_not() -> None:
    cells = parsed(WHOLE).cells
    assert len(cells) == 5 * len(RESERVE_ASSETS)
    assert tuple(cells["measure"].unique()) == RESERVE_ASSETS
    assert cells["column_number"].max() == 24


def test_the_years_of_an_excerpt_count_back_from_a_printed_january() -> None:
    cells = parsed(EXCERPT).cells
    months = cells.loc[cells["measure"] == "gold", "reference_date"]
    assert [f"{month:%Y-%m}" for month in months] == [
        "2013-01",
        "2013-02",
        "2025-11",
        "2025-12",
        "2026-01",
    ]


def test_a_unit_line_moves_an_excerpt_down_and_changes_nothing() -> None:
    cells = parsed(b"(US$ millions)\n" + EXCERPT).cells
    assert cell_at(cells, line=2, column=5) == {
        **cell_at(parsed(EXCERPT).cells, line=1, column=5),
        "line_number": 2,
    }


def test_what_is_not_printed_yet_is_there_without_a_value() -> None:
    content = replaced(EXCERPT, ",114,", ",,")
    cell = cell_at(parsed(content).cells, line=2, column=19)
    assert (cell["measure"], cell["cell_text"]) == ("other_reserve_assets", "")
    assert cell["cell_value"] is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(WHOLE, "US$ millions", "US$ billions"),
            "file: the unit must read '(US$ millions)'; it may have changed",
        ),
        (
            replaced(WHOLE, ",(a) Securities", ",,(a) Securities"),
            "the heading of column 7 must read '(a) Securities'",
        ),
        (
            replaced(WHOLE, "(3) SDRs", "(3) CBDC"),
            "file, line 7 ('(3) CBDC'): the heading of column 16 must read '(3) SDRs'",
        ),
        (
            without_line(WHOLE, RESERVES_FIRST_LINE + 1),
            "2022-11 is followed by 2023-01: months must run forwards one by one",
        ),
        (
            replaced(WHOLE, ",40002,", ",n/a,"),
            "file, line 11 ('n/a'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(WHOLE, ",Feburuary,40000", "a,Feburuary,40000"),
            "file, line 11 ('a'): this is not a year",
        ),
        (
            replaced(WHOLE, ",Dec,", ",Dez,"),
            "are not one and the same",
        ),
        (
            WHOLE.replace("12月".encode("cp932"), b"", 1),
            "file, line 9 ('Dec 20000 20001",
        ),
        (
            b"\r\n".join(
                b",".join(line.split(b",")[:24]) for line in WHOLE.split(b"\r\n")
            ),
            "file, line 8: the drains that follow the reserve assets are gone",
        ),
        (
            re.sub(rb"(,40002,).*", rb"\1\r", WHOLE),
            "file, line 11 ('2月 Feburuary 40000 40001 40002'): this row has 8 cells"
            " where"
            " the header has 24",
        ),
        (
            without_line(WHOLE, RESERVES_FIRST_LINE, count=5),
            "file: the file has no rows of months; fetch it again",
        ),
        (
            replaced(EXCERPT, "令和8年", ""),
            "file, line 3 ('11月 November'): no year is printed for this month",
        ),
        (
            replaced(EXCERPT, "令和8年", "平成24年"),
            "file: the months of the excerpt are out of order",
        ),
        (
            replaced(EXCERPT, ",119\n", "\n"),
            "this row has 23 cells where the header has 24",
        ),
        (
            EXCERPT.removesuffix(b"\n"),
            "the last line does not end, so the file is cut off",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)
