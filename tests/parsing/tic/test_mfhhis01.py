"""The history of major holders: breaks, series numerals, re-saves, broken twins.

Belongs here: what the reader makes of one file. Does not: whether it may be landed
(`test_validate.py`) and the publisher's own file (`real_files/`).
"""

from datetime import date

import pandas
import pytest

from tests.support.fixtures import (
    HISTORY_LABELS,
    Block,
    break_block,
    cell_at,
    mfhhis01,
    parsed,
    refusal,
    replaced,
    resaved_mfhhis01,
    with_line_twice,
    without_column,
    without_line,
    year_block,
)

ROWS = len(HISTORY_LABELS) + 3  # with the official ones
BLOCKS = [year_block(2012), break_block(2011, ("XII", "XI"))]
FILE = mfhhis01(BLOCKS)
FIRST_DATA_LINE = 8


def june_2011(cells: pandas.DataFrame) -> list[tuple[int, str, str]]:
    found = cells[(cells["period"] == "Jun 2011") & (cells["label"] == "Japan")]
    columns = ["column_number", "segment", "cell_text"]
    return list(found[columns].itertuples(index=False, name=None))


def test_a_cell_keeps_its_place_its_text_and_its_value() -> None:
    assert cell_at(parsed(FILE).cells, line=FIRST_DATA_LINE + 1, column=3) == {
        "line_number": 9,
        "column_number": 3,
        "label": "China, Mainland",
        "code": None,
        "period": "Nov 2012",
        "reference_date": "2012-11-30",
        "measure": "holdings",
        "segment": "XII",
        "cell_text": "201.5",
        "cell_value": 201.5,
    }


def test_every_cell_of_the_file_becomes_a_row() -> None:
    assert len(parsed(FILE).cells) == ROWS * 12 + ROWS * 13


def test_labels_stay_as_printed() -> None:
    labels = parsed(FILE).cells["label"].drop_duplicates().tolist()
    assert labels == [*HISTORY_LABELS, *labels[-3:]]
    assert labels[-3:] == ["  For. Official", "    Treasury Bills", labels[-1]]


def test_a_break_month_stands_twice_and_the_first_column_is_the_new_series() -> None:
    assert june_2011(parsed(FILE).cells) == [(8, "XII", "106.5"), (9, "XI", "107.5")]


def test_a_numeral_holds_to_the_right_until_the_next_one() -> None:
    cells = parsed(FILE).cells
    japan = cells[cells["label"] == "Japan"].set_index("period")["segment"]
    assert japan["Dec 2011"] == japan["Jul 2011"] == "XII"
    assert japan["May 2011"] == japan["Jan 2011"] == "XI"


def test_three_series_can_stand_in_one_block() -> None:
    block = break_block(2011, ("XII", "XI"))
    block.marks |= {0: ("Series 17/", "XIII"), 1: ("Series", "XII")}
    cells = parsed(mfhhis01([block])).cells
    japan = cells[cells["label"] == "Japan"]["segment"].tolist()
    assert japan == ["XIII", *["XII"] * 6, *["XI"] * 6]


def test_blocks_without_numerals_continue_the_newest_series_below_them() -> None:
    blocks = [year_block(2005), year_block(2004), break_block(2003, ("IV", "III"))]
    cells = parsed(mfhhis01(blocks)).cells
    newer = cells[cells["reference_date"] >= "2003-07-01"]
    assert set(newer["segment"]) == {"IV"}


def test_a_file_without_any_numeral_holds_the_latest_series() -> None:
    assert set(parsed(mfhhis01([year_block(2012)])).cells["segment"]) == {"XIII"}


def test_the_date_of_release_is_read_from_the_footer() -> None:
    assert parsed(FILE).stated_release == date(2026, 5, 18)


def test_the_comma_edition_says_the_same() -> None:
    assert parsed(mfhhis01(BLOCKS, delimiter=",")).cells.equals(parsed(FILE).cells)


def test_a_resaved_edition_says_the_same() -> None:
    block = year_block(2012)
    block.rows[0] = ("Japan", [f"{1200 + column}.0" for column in range(12)])
    published = parsed(mfhhis01([block])).cells
    resaved = parsed(resaved_mfhhis01([block])).cells
    assert resaved["cell_text"][0] == "1200"
    assert resaved.drop(columns="cell_text").equals(published.drop(columns="cell_text"))


def test_missing_marks_are_cells_without_a_value() -> None:
    content = replaced(replaced(FILE, "100.5", "n.a."), "101.5", "*")
    assert parsed(content).cells["cell_value"][:3].isna().tolist() == [
        True,
        True,
        False,
    ]


def test_a_quoted_thousands_separator_is_read() -> None:
    content = replaced(FILE, "100.5", '"1,200.5"')
    assert parsed(content).cells["cell_value"][0] == 1200.5


def without_marks(block: Block) -> Block:
    block.marks = {}
    return block


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(FILE, "in billions", "in millions"),
            "file, line 2 ('(in millions of dollars)'): this heading is unknown (the"
            " unit must read '(in billions of dollars)')",
        ),
        (
            without_line(FILE, 2),
            "file: the unit must read '(in billions of dollars)'",
        ),
        (
            without_column(FILE, 4, range(5, 19)),
            "file, line 5: Nov 2012 is followed by Sep 2012: months must run backwards",
        ),
        (
            mfhhis01([year_block(2013), year_block(2011)]),
            "file, line 8: no column holds the month after 2011-12",
        ),
        (
            with_line_twice(FILE, 9),
            "file, line 10 ('200.5'): China, Mainland Dec 2012 holdings is already"
            " on line 9",
        ),
        (
            replaced(FILE, "201.5", "n/a?"),
            "file, line 9 ('n/a?'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(FILE, "201.5", "-"),
            "file, line 9 ('-'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(FILE, '"China, Mainland"', '"China, Mainland'),
            "file, line 9 ('\"China, Mainland 200.5",
        ),
        (
            mfhhis01([year_block(2012), without_marks(break_block(2011, ("X", "IX")))]),
            "Jun 2011 is followed by Jun 2011: months must run backwards one by one,"
            " and only a marked series break may repeat one",
        ),
        (
            replaced(FILE, "\tXI\t", "\t\t"),
            "the rows that mark a series break name no old and new series",
        ),
        (
            replaced(FILE, "Series 16/", "Serie 16/"),
            "('Serie 16/",
        ),
        (
            replaced(FILE, "\tNov\t", "\tNvo\t"),
            "('Dec Nvo",
        ),
        (
            replaced(FILE, "Country\t2012\t2012", "Country\t2012\t12"),
            "file, line 6: column 3 has the month 'Nov' and the year '12'",
        ),
        (
            without_line(FILE, 5),
            "file, line 5 ('Country'): a row of years without a row of month names",
        ),
        (
            replaced(FILE, "Grand Total", "Grand Tota1"),
            "the block of 2012 ends without its Grand Total",
        ),
        (
            replaced(FILE, "5/18/2026", "5/32/2026"),
            "('5/32/2026'): this day is not in the calendar",
        ),
        (
            replaced(FILE, "(2025 revised May 18, 2026)", "Japan\t1.0\t2.0"),
            "('Japan 1.0 2.0'): this row of data is below the notes",
        ),
        (
            replaced(FILE, "101.5", "101.5\t101.6"),
            "file, line 8 ('Japan 100.5 101.5 101.6 102.5 103.5 104.5 105.5 106.5 107.5"
            " 108.5 109.5 110.5 1…'): this row has 15 cells where the header has 13",
        ),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_a_file_cut_off_anywhere_above_its_footer_is_refused() -> None:
    end = FILE.index(b"5/18/2026") + len("5/18/202")
    for length in range(FILE.index(b"201.5"), end, 7):
        sentence = refusal(FILE[:length])
        assert "cut off" in sentence or "quotation mark" in sentence


def test_a_file_without_blocks_is_refused() -> None:
    content = mfhhis01([year_block(2012)])
    head = content[: content.index(b"Japan")]
    assert "cut off" in refusal(head + b"\r\n5/18/2026\r\n")


def test_a_closing_date_with_two_digits_of_the_year_is_of_this_century() -> None:
    assert parsed(mfhhis01(BLOCKS, released="3/18/26")).stated_release == date(
        2026, 3, 18
    )
