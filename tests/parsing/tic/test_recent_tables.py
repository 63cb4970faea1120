"""The last thirteen months: mfh in fixed width, Table 5 as text and as HTML.

Belongs here: what the reader makes of one file. Does not: whether it may be landed
(`test_validate.py`) and the publisher's own files (`real_files/`).
"""

from collections.abc import Callable
from datetime import date

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import (
    RECENT_HOLDERS,
    cell_at,
    mfh,
    months_back,
    parsed,
    refusal,
    replaced,
    slt_table5,
    slt_table5_html,
    with_line_twice,
    without_column,
    without_line,
)

MONTHS = months_back("2026-04", 13)
TEXT = slt_table5(MONTHS)
HTML = slt_table5_html(MONTHS)
FROZEN = mfh()
EVERY = {"text": TEXT, "html": HTML, "fixed width": FROZEN}


def test_each_layout_is_recognised() -> None:
    found = [recognise(Document("x", content)).id for content in EVERY.values()]
    assert found == ["tic_slt_table5", "tic_slt_table5", "tic_mfh"]


def test_a_cell_of_table_5_keeps_its_place_its_text_and_its_value() -> None:
    assert cell_at(parsed(TEXT).cells, line=8, column=4) == {
        "line_number": 8,
        "column_number": 4,
        "label": "China, Mainland",
        "code": None,
        "period": "2026-02",
        "reference_date": "2026-02-28",
        "measure": "holdings",
        "segment": None,
        "cell_text": "202.2",
        "cell_value": 202.2,
    }


def test_a_cell_of_mfh_keeps_its_place_its_text_and_its_value() -> None:
    assert cell_at(parsed(FROZEN).cells, line=10, column=3) == {
        "line_number": 10,
        "column_number": 3,
        "label": "China, Mainland",
        "code": None,
        "period": "Dec 2022",
        "reference_date": "2022-12-31",
        "measure": "holdings",
        "segment": None,
        "cell_text": "201.1",
        "cell_value": 201.1,
    }


def test_a_cell_of_the_html_table_tells_the_line_of_its_row() -> None:
    row_line = HTML[: HTML.index(b"China, Mainland")].count(b"\n")
    cell = cell_at(parsed(HTML).cells, line=row_line, column=4)
    assert (cell["label"], cell["period"], cell["cell_text"]) == (
        "China, Mainland",
        "2026-02",
        "202.2",
    )


@pytest.mark.parametrize("content", EVERY.values(), ids=EVERY)
def test_every_cell_of_the_file_becomes_a_row(content: bytes) -> None:
    assert len(parsed(content).cells) == (len(RECENT_HOLDERS) + 3) * 13


def test_html_and_text_hold_the_same_figures() -> None:
    key = ["label", "reference_date", "cell_text", "cell_value"]
    assert parsed(HTML).cells[key].equals(parsed(TEXT).cells[key])


def test_the_frozen_edition_states_its_release_and_table_5_does_not() -> None:
    assert parsed(FROZEN).stated_release == date(2023, 3, 15)
    assert parsed(TEXT).stated_release is None


def test_a_unix_copy_of_the_frozen_edition_is_read_alike() -> None:
    unix = parsed(FROZEN.replace(b"\r\n", b"\n")).cells
    assert unix.equals(parsed(FROZEN).cells)


def without_html_column(content: bytes) -> bytes:
    """Each row without its third cell, as a table that lost a month."""
    rows = content.split(b"<tr>")
    return b"<tr>".join(
        row if number < 2 else _without_third_cell(row)
        for number, row in enumerate(rows)
    )


def _without_third_cell(row: bytes) -> bytes:
    cells = row.split(b"<td>")
    return b"<td>".join(cells[:3] + cells[4:])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(TEXT, "Billions", "Millions"),
            "file, line 3 ('Millions of dollars'): this heading is unknown (the unit"
            " must be billions of dollars)",
        ),
        (
            replaced(HTML, "Billions", "Millions"),
            "('Millions of dollars'): this heading is unknown (the unit",
        ),
        (
            replaced(FROZEN, "(in billions", "(in millions"),
            "file, line 3 ('(in millions of dollars)'): this heading is unknown",
        ),
        (
            without_line(TEXT, 3),
            "file, line 5: no unit line is above this header: the unit must be"
            " billions of"
            " dollars",
        ),
        (
            without_column(TEXT, 3, range(6, 28)),
            "file, line 6 ('Country'): 2026-04 is followed by 2026-02: months must run"
            " backwards",
        ),
        (
            without_html_column(HTML),
            "2026-04 is followed by 2026-02: months must run backwards one by one",
        ),
        (
            replaced(FROZEN, "     Dec     Nov", "     Nov     Nov"),
            "file, line 7 ('Country'): 2023-01 is followed by 2022-11: months must run"
            " backwards",
        ),
        (
            replaced(FROZEN, "    2022\r\n", "    20x2\r\n"),
            "file, line 7 ('Jan 20x2'): this is not a month",
        ),
        (
            replaced(TEXT, "2026-03", "2026-3"),
            "file, line 6 ('2026-3'): this is not a month",
        ),
        (
            with_line_twice(TEXT, 8),
            "file, line 9 ('200.0'): China, Mainland 2026-04 holdings is already on"
            " line 8",
        ),
        (
            replaced(TEXT, "202.2", "n/a?"),
            "file, line 8 ('n/a?'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(FROZEN, "  202.2", "  n/a? "),
            "file, line 10 ('n/a?'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(FROZEN, "   202.2", "        "),
            "file, line 10 ('China, Mainland 200.0 201.1 203.3 204.4 205.5 206.6 207.7"
            " 208.8 209.9 210.0 211…'): this row has 13 cells where the header has 14",
        ),
        (
            replaced(TEXT, "Japan", '"Japan'),
            "file, line 7 ('\"Japan 100.0",
        ),
        (
            replaced(TEXT, "Notes:", "Atlantis" + "\t1.0" * 13),
            "('Atlantis 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0 1.0'): this"
            " row of"
            " data is below the notes",
        ),
        (
            FROZEN + FROZEN.splitlines(keepends=True)[8],
            "('Japan 100.0 101.1 102.2 103.3 104.4 105.5 106.6 107.7 108.8 109.9 110.0"
            " 111.1 1…'): this row of data is below the notes",
        ),
        (
            replaced(FROZEN, "March 15", "March 32"),
            "('March 32, 2023'): this day is not in the calendar",
        ),
        (replaced(HTML, "</table>", ""), "the table is not closed"),
        (replaced(TEXT, "Country\t", "Nation\t"), "no known layout begins like this"),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


@pytest.mark.parametrize("content", EVERY.values(), ids=EVERY)
def test_a_file_cut_off_within_its_grid_is_refused(content: bytes) -> None:
    first = content.index(b"United Kingdom")
    last = content.index(b"\r\n", content.index(b"T-Bonds")) + 1
    for length in range(first, last, 11):
        assert "cut off" in refusal(content[:length])


@pytest.mark.parametrize("lost", [1, 2, 3, 6])
@pytest.mark.parametrize("write", [slt_table5, lambda _months: mfh()])
def test_the_last_figure_may_not_lose_its_digits(
    write: Callable[[list[str]], bytes], lost: int
) -> None:
    content = write(MONTHS)
    end = content.index(b"\r\n", content.index(b"T-Bonds"))
    assert "cut off" in refusal(content[: end - lost + 1].removesuffix(b"\r"))
