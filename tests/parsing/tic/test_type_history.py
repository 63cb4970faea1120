"""The histories by type: Table 2D and banks' liabilities, with broken twins.

Belongs here: what the reader makes of one file. Does not: the publisher's own files
(`test_parse_history_real_files.py`).
"""

import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.validate import validate
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from tests.support.fixtures import (
    CAPTURED,
    SEEDS,
    cell_at,
    months_back,
    parsed,
    refusal,
    replaced,
    with_line_twice,
    without_line,
)
from tests.support.history_fixtures import (
    TYPES_FIRST_LINE,
    bltype_history,
    slt2d_history,
)

SLT_MONTHS = months_back("2012-02", 6)
TABLE_2D = slt2d_history(SLT_MONTHS)
MONTHS = months_back("2024-10", 3)
LIABILITIES = bltype_history(MONTHS)


def test_each_history_is_recognised_by_its_title() -> None:
    assert recognise(Document("x", TABLE_2D)).id == "tic_slt2d_history"
    assert recognise(Document("x", LIABILITIES)).id == "tic_bltype_history"


def test_a_figure_keeps_its_place_its_text_and_the_words_above_it() -> None:
    cell = cell_at(parsed(TABLE_2D).cells, line=TYPES_FIRST_LINE + 1, column=6)
    assert cell == {
        "line_number": 10,
        "column_number": 6,
        "label": "U.S. Treasury bonds Held by: Foreign official",
        "code": None,
        "period": "2012-Jan",
        "reference_date": "2012-01-31",
        "measure": "treasury_official",
        "segment": None,
        "cell_text": "5001",
        "cell_value": 5001,
    }


def test_a_liability_is_named_by_its_number() -> None:
    cell = cell_at(parsed(LIABILITIES).cells, line=TYPES_FIRST_LINE, column=6)
    assert (cell["measure"], cell["label"], cell["cell_value"]) == (
        "[5]",
        "Held by FOI: ST Treas securities [5]",
        5000,
    )


def test_the_months_that_form_slt_skipped_are_there_without_figures() -> None:
    cells = parsed(TABLE_2D).cells
    empty = cells[cells["cell_value"].isna()]
    assert set(empty["period"]) == {"2011-Nov", "2011-Oct"}
    assert len(empty) == 2 * 35


def test_every_cell_of_both_files_becomes_a_row() -> None:
    assert len(parsed(TABLE_2D).cells) == len(SLT_MONTHS) * 35
    assert len(parsed(LIABILITIES).cells) == len(MONTHS) * 48


@pytest.mark.parametrize("mark", ['"n.a."', '"-"'])
def test_a_missing_liability_is_there_without_a_value(mark: str) -> None:
    content = replaced(LIABILITIES, ",25000,", f",{mark},")
    cell = cell_at(parsed(content).cells, line=TYPES_FIRST_LINE, column=26)
    assert (cell["cell_text"], cell["cell_value"]) == (mark.strip('"'), None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(LIABILITIES, "n millions of", "n billions of"),
            "file, line 3 ('[Position at e nd of period i n billions of dollars.",
        ),
        (
            replaced(LIABILITIES, "[41]", "[42]"),
            "the heading of column 42 must read 'ST Treas securities [41]'",
        ),
        (
            replaced(LIABILITIES, "[47]", "[49]"),
            "file, line 7 ('[49]'): the heading of column 48 must read '[47]'",
        ),
        (
            replaced(LIABILITIES, "FOI: ST Treas", "FOI: LT Treas"),
            "the heading of column 6 must read 'Held by FOI: ST Treas securities [5]'",
        ),
        (
            replaced(LIABILITIES, ",25000,", ',"*",'),
            "file, line 9 ('*'): this cell is neither a number nor a known mark",
        ),
        (
            without_line(LIABILITIES, TYPES_FIRST_LINE + 1),
            "file, line 10 ('2024-Aug'): 2024-10 is followed by 2024-08: months must",
        ),
        (
            with_line_twice(LIABILITIES, TYPES_FIRST_LINE + 1),
            "file, line 11 ('2024-Sep'): 2024-09 is followed by 2024-09",
        ),
        (
            replaced(LIABILITIES, "2024-Sep", "2024-Sept"),
            "file, line 10 ('2024-Sept'): this is not a month of the form",
        ),
        (
            replaced(LIABILITIES, ",48000\r\n", "\r\n"),
            "this row has 48 cells where the header has 49",
        ),
        (
            replaced(LIABILITIES, ",48000\r\n", ",48000,49000\r\n"),
            "this row has 50 cells where the header has 49",
        ),
        (
            LIABILITIES[: LIABILITIES.index(b'"2024-Oct"')],
            "the table has a header but no rows",
        ),
        (
            LIABILITIES[: LIABILITIES.index(b"48002") + 3],
            "file, line 11 ('2024-Aug 1002",
        ),
        (
            replaced(TABLE_2D, "Millions of do", "Billions of do"),
            "no known layout begins like this",
        ),
        (
            replaced(TABLE_2D, "official", "private"),
            "file, line 7 ('U.S. long-term securities Held by: Foreign private'): the"
            " heading of column 3 must read",
        ),
        (
            replaced(TABLE_2D, ",5001,", ',"n.a.",'),
            "file, line 10 ('n.a.'): a figure is missing outside the two months",
        ),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_a_history_cut_off_at_a_row_is_refused_at_the_door() -> None:
    document = Document("file", TABLE_2D)
    source = recognise(document)
    free = source.model_copy(
        update={
            "size_bytes": source.size_bytes.model_copy(update={"floor": 1}),
            "sums": (),  # the figures tell their place
        }
    )
    validate(document, free, parse(document, source), SEEDS, CAPTURED.date())
    cut = Document("file", without_line(TABLE_2D, TYPES_FIRST_LINE + 5))
    with pytest.raises(WarehouseError, match="reaches back to 2011-09-30, so it is a"):
        validate(cut, free, parse(cut, source), SEEDS, CAPTURED.date())
