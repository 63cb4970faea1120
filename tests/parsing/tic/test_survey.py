"""The annual survey by country: `shlhistdat` as tab and comma text, broken twins.

Belongs here: what the reader makes of one file. Does not: the survey's appendix
(`test_parse_survey_appendix.py`) and the publisher's own files.
"""

from datetime import date

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import (
    cell_at,
    parsed,
    refusal,
    replaced,
    with_line_twice,
    without_line,
)
from tests.support.history_fixtures import (
    SURVEY_FIRST_LINE,
    SURVEY_HOLDERS,
    shlhistdat,
    survey_columns,
    thousands,
)

SURVEY = shlhistdat()
WIDTH = len(survey_columns(2004))
JAPAN = SURVEY_FIRST_LINE + 2
TOTAL = SURVEY_FIRST_LINE + 4


def test_the_survey_is_recognised_by_its_title_in_both_forms() -> None:
    assert recognise(Document("x", SURVEY)).id == "tic_shlhistdat"
    assert recognise(Document("x", shlhistdat(delimiter=","))).id == "tic_shlhistdat"


def test_a_cell_keeps_its_place_its_text_and_its_value() -> None:
    cell = cell_at(parsed(SURVEY).cells, line=JAPAN, column=6)
    assert cell == {
        "line_number": 12,
        "column_number": 6,
        "label": "Japan",
        "code": "42609",
        "period": "Jun 2004",
        "reference_date": "2004-06-30",
        "measure": "long_term_treasury",
        "segment": None,
        "cell_text": "2003",
        "cell_value": 2003,
    }


def test_every_cell_becomes_a_row_and_the_comma_text_says_the_same() -> None:
    cells = parsed(SURVEY).cells
    assert len(cells) == len(SURVEY_HOLDERS) * WIDTH
    grouped = shlhistdat(
        delimiter=",", figures=lambda holder, at: thousands(1_000 * holder + at)
    )
    as_commas = parsed(grouped).cells
    japan = cells["code"] == "42609"
    assert as_commas[japan]["cell_value"].equals(cells[japan]["cell_value"])
    assert as_commas[japan]["cell_text"].iloc[0] == "2,000"


def test_an_empty_line_may_be_among_the_notes() -> None:
    content = SURVEY + b"\r\nmore notes\r\n"
    assert parsed(content).cells.equals(parsed(SURVEY).cells)


def test_a_figure_too_small_to_print_is_there_without_a_value() -> None:
    cell = cell_at(parsed(SURVEY).cells, line=SURVEY_FIRST_LINE, column=3)
    assert (cell["cell_text"], cell["cell_value"]) == ("*", None)


def test_the_total_of_an_old_survey_holds_long_term_securities_alone() -> None:
    cells = parsed(SURVEY).cells
    total = cells[cells["code"] == "99996"].drop_duplicates("reference_date")
    named = dict(zip(total["period"], total["measure"], strict=True))
    assert {named["Jun 2004"], named["Jun 2002"]} == {"total"}
    assert {named["Mar 2000"], named["Dec 1994"], named["Dec 1974"]} == {"long_term"}


def test_the_file_tells_its_release() -> None:
    assert parsed(SURVEY).stated_release == date(2005, 4, 30)
    assert parsed(without_line(SURVEY, 5)).stated_release is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(SURVEY, "Millions of", "Billions of"),
            "file, line 2 ('Billions of Dollars'): this heading is unknown",
        ),
        (
            without_line(SURVEY, 2),
            "file, line 8: no unit line is above this header: the unit must be"
            " millions of"
            " dollars",
        ),
        (
            replaced(SURVEY, "Jun 2003", "Jul 2003"),
            "file, line 7: the surveys must run from the newest June back to 2002-06",
        ),
        (
            replaced(SURVEY, "Jun 2003", "June 2003"),
            "file, line 7 ('June 2003'): this is not the month of a survey",
        ),
        (
            replaced(SURVEY, "Jun 2003", "Jun 2004", 10),
            "file, line 7: the surveys must run from the newest June back to 2002-06",
        ),
        (
            replaced(SURVEY, "Treasury Debt", "Treasury Bonds"),
            "file, line 9 ('Long-term Treasury Bonds'): this type of security is",
        ),
        (
            replaced(SURVEY, "Short-term", "Long-term"),
            "file, line 9 ('Long-term Total short-term debt'): this type of security",
        ),
        (
            replaced(SURVEY, "\t2003\t", "\tn/a\t"),
            "file, line 12 ('n/a'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(SURVEY, "\t2003\t", "\t\t"),
            "file, line 12 (''): this cell is neither a number nor a known mark",
        ),
        (
            with_line_twice(SURVEY, JAPAN),
            "file, line 13 ('2000'): Japan Jun 2004 total is already on line 12",
        ),
        (
            without_line(SURVEY, TOTAL),
            "the rows of 99996 are not in the file, so it is cut off",
        ),
        (
            replaced(SURVEY, "44407", "4440"),
            "file, line 14 ('99996 Total 4000 4001 4002 4003 4004 4005 4006 4007 4008"
            " 4009"
            " 4010 4011 4012 40…'): this row of data is below the notes, or the row"
            " above"
            " it is damaged",
        ),
        (
            replaced(SURVEY, "\t2003\t", "\t2003\t2003\t"),
            f"this row has {WIDTH + 3} cells where the header has {WIDTH + 2}",
        ),
        (
            replaced(SURVEY, "Country code", "Code"),
            "the row that begins with 'Country code' is gone",
        ),
        (
            shlhistdat(released="April 31, 2005"),
            "this day is not in the calendar",
        ),
        (
            shlhistdat(released="Avril 30, 2005"),
            "this day is not in the calendar",
        ),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_a_survey_cut_off_at_any_row_is_refused() -> None:
    lines = SURVEY.splitlines(keepends=True)
    for count in range(1, TOTAL):
        refusal(b"".join(lines[:count]))
    assert len(parsed(b"".join(lines[:TOTAL])).cells) == len(parsed(SURVEY).cells)
    assert "does not end" in refusal(b"".join(lines[:TOTAL])[:-1])
