"""SLT Tables 1 and 3: cells with their places, and broken twins.

Belongs here: what the reader makes of one file. Does not: whether it may be landed
(`test_validate.py`) and the publisher's own files (`real_files/`).
"""

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import (
    SLT_FIRST_LINE,
    SLT_HOLDERS,
    TABLE1_LAST,
    cell_at,
    months_back,
    parsed,
    refusal,
    replaced,
    slt_table1,
    slt_table3,
    table3_figures,
    with_line_twice,
    without_line,
)

MONTHS = months_back("2026-04", 3)
TABLE3 = slt_table3(MONTHS)
TABLE1 = slt_table1(MONTHS)
LAST_LINE = SLT_FIRST_LINE + len(SLT_HOLDERS) * len(MONTHS) - 1  # of Table 3's data


def lines_of(content: bytes, count: int) -> bytes:
    return b"".join(content.splitlines(keepends=True)[:count])


def test_each_table_is_recognised_by_its_machine_names() -> None:
    assert recognise(Document("x", TABLE3)).id == "tic_slt_table3"
    assert recognise(Document("x", TABLE1)).id == "tic_slt_table1"


def test_a_cell_keeps_its_place_its_text_and_its_value() -> None:
    assert cell_at(parsed(TABLE3).cells, line=11, column=5) == {
        "line_number": 11,
        "column_number": 5,
        "label": "Austria",
        "code": "10189",
        "period": "2026-03",
        "reference_date": "2026-03-31",
        "measure": "for_treas_net",
        "segment": None,
        "cell_text": "0",
        "cell_value": 0,
    }


def test_a_suppressed_cell_is_there_without_a_value() -> None:
    cell = cell_at(parsed(TABLE3).cells, line=13, column=4)
    assert (cell["label"], cell["cell_text"], cell["cell_value"]) == (
        "Poland",
        "n.a.",
        None,
    )


def test_every_cell_of_the_file_becomes_a_row() -> None:
    assert len(parsed(TABLE3).cells) == len(SLT_HOLDERS) * len(MONTHS) * 7
    assert len(parsed(TABLE1).cells) == (len(SLT_HOLDERS) + 1) * len(MONTHS) * 15


def test_the_last_cell_of_table_1_is_read() -> None:
    last = cell_at(parsed(TABLE1).cells, line=LAST_LINE + 3, column=18)
    assert (last["label"], last["code"]) == TABLE1_LAST
    assert (last["measure"], last["cell_value"]) == ("for_lt_eqty_valchg", 3)


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    cells = parsed(slt_table3(["2024-02"])).cells
    assert set(cells["reference_date"].astype(str)) == {"2024-02-29"}


def test_negative_zero_and_thousands_separators_are_numbers() -> None:
    texts = ['"1,234,567"', "-1,234", "2", "-0", "0", "1", "-7"]
    content = replaced(TABLE3, "\t".join(table3_figures(0, 0)), "\t".join(texts))
    values = parsed(content).cells["cell_value"][:7].tolist()
    assert values == [1_234_567, -1234, 2, 0, 0, 1, -7]


def test_a_table_without_notes_is_complete() -> None:
    assert len(parsed(lines_of(TABLE3, LAST_LINE)).cells) == 168


def test_a_carriage_return_less_copy_is_read_alike() -> None:
    unix = parsed(TABLE3.replace(b"\r\n", b"\n")).cells
    assert unix.equals(parsed(TABLE3).cells)


def test_a_byte_order_mark_changes_nothing() -> None:
    marked = parsed(b"\xef\xbb\xbf" + TABLE3).cells
    assert marked.equals(parsed(TABLE3).cells)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(TABLE3, "Millions of dollars", "Billions of dollars"),
            "file, line 4 ('Billions of dollars'): this heading is unknown (the unit",
        ),
        (
            without_line(TABLE3, 4),
            "file, line 8: no unit line is above this header: the unit must read"
            " 'Millions of dollars'",
        ),
        (
            replaced(TABLE1, "denotes an increase", "denotes a decrease"),
            "the sign note must say that positive means a rise",
        ),
        (
            replaced(TABLE3, "for_st_treas_net", "for_st_treas_flow"),
            "file, line 9: the columns changed (unknown: for_st_treas_flow; gone:"
            " for_st_treas_net)",
        ),
        (
            replaced(TABLE1, "for_lt_eqty_valchg", "for_lt_eqty_valchg\tfor_lt_new"),
            "file, line 9: the columns changed (unknown: for_lt_new; gone: none)",
        ),
        (
            replaced(TABLE3, "for_treas_net", "for_treas_pos"),
            "file, line 9: the columns changed",
        ),
        (
            replaced(TABLE3, "\t7\t", "\tn/a?\t"),
            "file, line 10 ('n/a?'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(TABLE3, "\t7\t", "\t-\t"),
            "file, line 10 ('-'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(TABLE3, "\t7\t", "\t12,34\t"),
            "file, line 10 ('12,34'): this cell is neither a number nor",
        ),
        (
            replaced(TABLE3, "Austria", '"Austria'),
            "file, line 10 ('\"Austria 10189 2026-04",
        ),
        (
            replaced(TABLE3, "2026-04", "2026-13"),
            "file, line 10 ('2026-13'): this is not a month of the form YYYY-MM",
        ),
        (
            with_line_twice(TABLE3, 11),
            "file, line 12 ('1502'): Austria 2026-03 for_treas_pos is already on"
            " line"
            " 11",
        ),
        (
            without_line(TABLE3, 14),
            "file, line 13 ('Poland'): Poland (15768) has no row for 2026-03",
        ),
        (
            slt_table3(["2026-04", "2026-02"]),
            "file, line 10 ('Austria'): no holder has a row for 2026-03",
        ),
        (
            without_line(TABLE3, LAST_LINE - 2, count=3),
            "the rows of 99991 are not in the file, so it is cut off",
        ),
        (
            slt_table1(MONTHS, holders=SLT_HOLDERS),
            "the rows of 89993 are not in the file, so it is cut off",
        ),
        (
            TABLE3 + TABLE3.splitlines(keepends=True)[10],
            f"file, line {LAST_LINE + 4} ('Austria 10189 2026-03 1502 0 1001 -1 7 501"
            " 1'):"
            " this row of data is below the notes",
        ),
        (
            replaced(TABLE3, "country\tcountry_code", "nation\tcountry_code"),
            "file, line 1 ('Table 3: U.S. Treasury Securities Held by Foreign"
            " Residents 1/'): no known layout begins like this",
        ),
        (lines_of(TABLE3, 9), "the table has a header but no rows"),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


@pytest.mark.parametrize("lost", [1, 2, 3, 4, 9, 20])
def test_a_file_cut_off_within_its_last_row_is_refused(lost: int) -> None:
    data = lines_of(TABLE3, LAST_LINE)[:-lost]
    if lost == 1:
        assert len(parsed(data).cells) == 168  # CR alone ends a line too
    else:
        assert "cut off" in refusal(data)


def test_a_file_cut_off_at_a_row_boundary_is_refused() -> None:
    for lines in range(SLT_FIRST_LINE, LAST_LINE):
        assert "fetch" in refusal(lines_of(TABLE3, lines))


def test_a_quotation_mark_that_is_never_closed_is_told_in_a_large_file_too() -> None:
    large = slt_table3(months_back("2026-04", 1000))
    assert len(large) > 131_072  # the longest cell that the csv module reads
    sentence = refusal(replaced(large, "Austria", '"Austria'))
    assert "file, line 10 (" in sentence
    assert "a quotation mark opened here is not closed" in sentence
