"""The frozen history of twelve oil exporters, with broken twins."""

from datetime import date

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import (
    cell_at,
    months_back,
    parsed,
    refusal,
    replaced,
    with_line_twice,
    without_line,
)
from tests.support.history_fixtures import EXPORTERS, OIL_FIRST_LINE, oilexp_hist

MONTHS = months_back("1975-02", 3)[::-1]
HISTORY = oilexp_hist(MONTHS)


def test_the_history_is_recognised_by_its_title() -> None:
    assert recognise(Document("x", HISTORY)).id == "tic_oilexp_hist"


def test_a_cell_keeps_its_place_its_country_and_its_code() -> None:
    assert cell_at(parsed(HISTORY).cells, line=OIL_FIRST_LINE, column=3) == {
        "line_number": 6,
        "column_number": 3,
        "label": "Saudi Arabia",
        "code": "45608",
        "period": "1974-12",
        "reference_date": "1974-12-31",
        "measure": "holdings",
        "segment": None,
        "cell_text": "100.5",
        "cell_value": 100.5,
    }


def test_every_cell_becomes_a_row() -> None:
    assert len(parsed(HISTORY).cells) == len(MONTHS) * len(EXPORTERS)


def test_the_file_tells_its_release_over_two_cells() -> None:
    assert parsed(HISTORY).stated_release == date(2016, 5, 16)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(HISTORY, "Billions of", "Millions of"),
            "file, line 2 ('Millions of dollars'): the lines above the months must be",
        ),
        (
            without_line(HISTORY, 5),
            "file, line 5 ('1974-12'): the lines above the months must be a title",
        ),
        (
            replaced(HISTORY, "45608", "4560"),
            "file, line 5 ('40703,4560,54305'): every country needs a code",
        ),
        (
            replaced(HISTORY, "45608", "40703"),
            "file, line 6 ('100.5'): Saudi Arabia 1974-12 holdings is already",
        ),
        (
            replaced(HISTORY, "100.5", "n.a."),
            "file, line 6 ('n.a.'): this cell is neither a number nor a known mark",
        ),
        (
            without_line(HISTORY, OIL_FIRST_LINE + 1),
            "file, line 7 ('1975-02'): 1974-12 is followed by 1975-02: months must run"
            " forwards one by one",
        ),
        (with_line_twice(HISTORY, OIL_FIRST_LINE), "1974-12 is followed by 1974-12"),
        (
            replaced(HISTORY, "1975-01", "1975-1"),
            "file, line 7 ('1975-1'): this is not a month of the form",
        ),
        (
            replaced(HISTORY, "100.5,0.3", "100.5"),
            "file, line 6 ('1974-12 0 100.5'): this row has 3 cells",
        ),
        (
            HISTORY[: HISTORY.index(b"Department")],
            "the footer is gone, so the file is cut off",
        ),
        (
            HISTORY + b"1975-03,1,2,3\r\n",
            "file, line 13 ('1975-03 1 2 3'): this row of data is below the notes",
        ),
        (oilexp_hist([]), "the table has a header but no rows"),
        (
            oilexp_hist(MONTHS, "31-Jun,2016"),
            "file, line 11 ('31-Jun 2016'): this day is not in the calendar",
        ),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)
