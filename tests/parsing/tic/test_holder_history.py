"""The frozen histories by holder: Table 3D and Form S, with broken twins.

Belongs here: what the reader makes of one file. Does not: the publisher's own files
(`test_parse_history_real_files.py`).
"""

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
from tests.support.history_fixtures import (
    FORM_S_FIRST_LINE,
    HOLDERS,
    SLT3D_FIRST_LINE,
    SLT_MONTHS,
    s1_globl,
    slt3d_globl,
)

TABLE_3D = slt3d_globl()
MONTHS = months_back("2023-01", 3)
FORM_S = s1_globl(MONTHS)
LAST_LINE = FORM_S_FIRST_LINE + len(HOLDERS) * len(MONTHS) - 1


def test_each_history_is_recognised_by_its_title() -> None:
    assert recognise(Document("x", TABLE_3D)).id == "tic_slt3d_globl"
    assert recognise(Document("x", FORM_S)).id == "tic_s1_globl"


def test_a_position_keeps_its_place_its_text_and_its_value() -> None:
    cell = cell_at(parsed(TABLE_3D).cells, line=SLT3D_FIRST_LINE + 4, column=5)
    assert cell == {
        "line_number": 14,
        "column_number": 5,
        "label": "Japan",
        "code": "42609",
        "period": "2012-02",
        "reference_date": "2012-02-29",
        "measure": "long_term",
        "segment": None,
        "cell_text": "19,980",
        "cell_value": 19_980,
    }


def test_a_suppressed_position_is_there_without_a_value() -> None:
    cell = cell_at(parsed(TABLE_3D).cells, line=SLT3D_FIRST_LINE, column=4)
    assert (cell["label"], cell["cell_text"], cell["cell_value"]) == (
        "Austria",
        "n.a.",
        None,
    )


def test_every_cell_of_both_files_becomes_a_row() -> None:
    assert len(parsed(TABLE_3D).cells) == len(HOLDERS) * len(SLT_MONTHS) * 3
    assert len(parsed(FORM_S).cells) == len(HOLDERS) * len(MONTHS) * 12


def test_purchases_and_sales_of_treasuries_are_told_by_their_columns() -> None:
    cells = parsed(FORM_S).cells
    bought = cell_at(cells, line=FORM_S_FIRST_LINE + 3, column=4)
    sold = cell_at(cells, line=FORM_S_FIRST_LINE + 3, column=10)
    assert (bought["label"], bought["measure"], bought["cell_value"]) == (
        "Japan",
        "purchases_treasury",
        2000,
    )
    assert (sold["measure"], sold["cell_value"]) == ("sales_treasury", 1000)


def test_a_holder_that_began_late_or_ended_early_is_no_hole() -> None:
    lines = FORM_S.splitlines(keepends=True)
    first = FORM_S_FIRST_LINE - 1
    without_newest = b"".join(lines[:first] + lines[first + 1 :])
    without_oldest = b"".join(lines[: first + 2] + lines[first + 3 :])
    assert len(parsed(without_newest).cells) == len(parsed(FORM_S).cells) - 12
    assert len(parsed(without_oldest).cells) == len(parsed(FORM_S).cells) - 12


def test_a_holder_that_did_not_trade_had_no_row_until_1981() -> None:
    old = s1_globl(months_back("1981-12", 3))
    hole = without_line(old, FORM_S_FIRST_LINE + 1)
    assert len(parsed(hole).cells) == len(parsed(old).cells) - 12


def test_table_3d_without_its_notes_is_complete() -> None:
    above = TABLE_3D[: TABLE_3D.index(b'"Notes:"')]
    assert parsed(above).cells.equals(parsed(TABLE_3D).cells)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(TABLE_3D, "ns of dollars", "ards of dollars"),
            "no known layout begins like this",
        ),
        (
            replaced(TABLE_3D, '"Total U.S.","Long-term"', '"Long-term","Total U.S."'),
            "file, line 5 ('Long-term Total U.S. Short-term'): the title, the unit",
        ),
        (
            without_line(TABLE_3D, 7),
            "file, line 9 ('Austria 10189 2012-02 n.a. 9,990 n.a.'): the title, the",
        ),
        (
            replaced(TABLE_3D, '"n.a."', '"n/a"'),
            "file, line 10 ('n/a'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(TABLE_3D, '"19,980"', '"1998,0"'),
            "file, line 14 ('1998,0'): this cell is neither a number nor a known mark",
        ),
        (
            without_line(TABLE_3D, 15),
            "file, line 15 ('Japan'): 2012-02 is followed by 2011-12: months must run"
            " backwards one by one",
        ),
        (
            slt3d_globl(["2012-02", "2012-01", "2011-12", "2011-08"]),
            "file, line 13 ('Austria'): 2011-12 is followed by 2011-08",
        ),
        (
            with_line_twice(TABLE_3D, 15),
            "file, line 16 ('Japan'): 2012-01 is followed by 2012-01",
        ),
        (
            without_line(TABLE_3D, SLT3D_FIRST_LINE + 19),
            "99996 has no row for 2011-09, which the file has for others",
        ),
        (
            slt3d_globl(holders=HOLDERS[:-1]),
            "99996 has no row for 2012-02",
        ),
        (
            replaced(TABLE_3D, '"2012-01"', '"2012-13"'),
            "this row does not begin with a name, a code and a month",
        ),
        (
            replaced(TABLE_3D, '"19,980"', '"19,980",7'),
            "file, line 14 ('Japan 42609 2012-02 20,480 19,980 7 500'): this row has 7",
        ),
        (
            TABLE_3D + b'"Japan",42609,"2012-02",1,1,1\r\n',
            'line 33 (\'"Japan",42609,"2012-02",1,1,1\'): a row of data is below',
        ),
    ],
)
def test_a_broken_twin_of_table_3d_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(FORM_S, "in millions of", "in thousands of"),
            "file, line 2 ('All amounts in thousands of dollars.'): the title, the",
        ),
        (
            replaced(FORM_S, "[1]", "[7]"),
            "the heading of column 4 must read 'Gross purchases by foreigners from U.S."
            " residents Marketable U.S. Treasury and Federal Financing Bank bonds &"
            " notes [1]'",
        ),
        (
            replaced(FORM_S, "Gross purchases", "Gross sales"),
            "the heading of column 4 must read",
        ),
        (
            replaced(FORM_S, "Treasury and Federal", "Agency and Federal"),
            "the heading of column 4 must read",
        ),
        (
            replaced(FORM_S, "\t500\t", "\t500\t7\t"),
            "file, line 9 (",
        ),
        (
            replaced(FORM_S, "\t500\t", "\tn.a.\t"),
            "file, line 9 ('n.a.'): this cell is neither a number nor a known mark",
        ),
        (
            without_line(FORM_S, FORM_S_FIRST_LINE + 1),
            "file, line 10 ('Austria'): 2023-01 is followed by 2022-11: months must",
        ),
        (
            without_line(FORM_S, LAST_LINE),
            "99996 has no row for 2022-11",
        ),
        (FORM_S[:-10], "this row has 14 cells where the header has 15"),
        (FORM_S[:-1], None),
        (FORM_S[:-2], "the last line does not end, so the file is cut off"),
        (b"".join(FORM_S.splitlines(keepends=True)[:7]), "a heading but no rows"),
    ],
)
def test_a_broken_twin_of_form_s_is_refused(
    content: bytes, sentence: str | None
) -> None:
    if sentence is None:
        assert parsed(content).cells.equals(parsed(FORM_S).cells)  # CR ends a line too
    else:
        assert sentence in refusal(content)


def test_both_histories_cut_off_at_any_row_are_refused() -> None:
    for content, first in ((TABLE_3D, SLT3D_FIRST_LINE), (FORM_S, FORM_S_FIRST_LINE)):
        lines = content.splitlines(keepends=True)
        last = max(at for at, line in enumerate(lines) if b"99996" in line)
        for count in range(first - 1, last):
            assert "fetch it again" in refusal(b"".join(lines[:count]))
