"""The shape of a table: what every parser asks of its heading, rows, months and end.

Belongs here: the grid alone, on rows written by hand. Does not: the layouts that use
it, which have test files of their own.
"""

import re
from datetime import date

import pytest

from orchestration.errors import WarehouseError
from orchestration.parsing.document import Document, Row
from orchestration.parsing.grid import (
    Grid,
    changed_columns,
    check_end,
    check_headings,
    check_lines,
    check_notes,
    check_required,
    check_steps,
    check_unit,
    find_header,
    squeezed,
    stacked,
)
from orchestration.parsing.months import last_of_month, read_month

CLOSED = Document("file", b"whatever\n")
CUT_OFF = Document("file", b"whatever")
UNIT = re.compile("Millions")


def rows_of(*lines: str) -> list[Row]:
    return [Row(number, line.split(",")) for number, line in enumerate(lines, start=1)]


def grid_of(*lines: str) -> Grid:
    return Grid(CLOSED, rows_of(*lines), lines[0].count(",") + 1)


def is_figure_row(row: Row) -> bool:
    return len(row.cells) > 1 and row.cells[1].isdigit()


def refused(pattern: str):  # noqa: ANN201
    return pytest.raises(WarehouseError, match=pattern)


# --- rows, width, notes, end -------------------------------------------------------


def test_a_grid_gives_its_columns_as_printed_and_its_codes_without_blanks() -> None:
    grid = grid_of(" Japan , 42609 ,1", "Total,99996,2")
    assert grid.column(0) == [" Japan ", "Total"]
    assert grid.codes(1) == ["42609", "99996"]


def test_a_table_without_rows_is_refused() -> None:
    with refused("^file: the table has a header but no rows; fetch it again$"):
        Grid(CLOSED, [], 2)


@pytest.mark.parametrize("line", ["Japan,1", "Japan,1,2,3", "Japan,1,2,,x", ""])
def test_a_row_of_another_width_is_refused_with_its_line(line: str) -> None:
    cells = line.count(",") + 1
    with refused(
        rf"^file, line 2 \(.*\): this row has {cells} cells where the header has 3;"
        " the file may be cut off, so fetch it again$"
    ):
        grid_of("Austria,1,2", line)


def test_a_row_may_be_filled_up_with_empty_cells() -> None:
    rows = rows_of("Japan,1,2,, ")
    assert Grid(CLOSED, rows, 3).column(2) == ["2"]
    with refused("this row has 5 cells where the header has 3"):
        Grid(CLOSED, rows, 3, padded=False)


def test_figures_below_the_notes_are_refused_and_notes_are_not() -> None:
    rows = rows_of("Japan,1", "", "a note", "Korea,2,")
    Grid(CLOSED, rows[:1], 2, below=rows[1:3], is_data=is_figure_row)
    with refused(r"^file, line 4 \('Korea 2'\): this row of data is below the notes"):
        Grid(CLOSED, rows[:1], 2, below=rows[1:], is_data=is_figure_row)
    with refused("line 4"):
        check_notes(CLOSED, rows[1:], is_figure_row)


def test_a_last_row_that_does_not_end_is_refused() -> None:
    rows = rows_of("Japan,1", "Korea,2")
    with refused(r"^file, line 2 \('Korea 2'\): the last line does not end, so the"):
        Grid(CUT_OFF, rows, 2)
    with refused("the last line does not end"):
        check_end(CUT_OFF, rows[-1])
    check_end(Document("file", b"whatever\r"), rows[-1])


def test_what_is_below_the_rows_ends_the_file_in_their_place() -> None:
    rows = rows_of("Japan,1", "a note")
    assert Grid(CUT_OFF, rows[:1], 2, below=rows[1:]).rows == rows[:1]
    assert Grid(CUT_OFF, rows[:1], 2, ends=False).rows == rows[:1]


# --- months ------------------------------------------------------------------------


def test_months_are_read_in_both_forms() -> None:
    months = grid_of("2023-Feb,1", " 2023-01 ,2").months(0)
    assert months == [date(2023, 2, 28), date(2023, 1, 31)]


def test_a_day_that_does_not_read_is_refused_with_its_line_and_form() -> None:
    grid = grid_of("2023-01-31,1", "2023-01-30,2")
    with refused(
        r"^file, line 2 \('2023-01-30'\): this is not the last day of a month$"
    ):
        grid.days(
            0,
            lambda text: last_of_month(date.fromisoformat(text)),
            "the last day of a month",
        )


def test_months_run_one_by_one_for_every_holder() -> None:
    grid = grid_of("a,2023-02", "b,2023-02", "a,2023-01", "b,2022-12")
    months = grid.months(1)
    with refused(
        r"^file, line 4 \('b'\): 2023-02 is followed by 2022-12: months must run"
        " backwards one by one; fetch the file again$"
    ):
        grid.check_months(months, step=-1, holder=0)
    grid.check_months(
        months, step=-1, holder=0, is_known_gap=lambda older, _: older.year == 2022
    )
    with refused("line 2"):
        grid.check_months(months, step=-1)


@pytest.mark.parametrize(
    ("months", "step"),
    [
        (["2023-01", "2023-01"], 1),
        (["2023-01", "2023-02"], -1),
        (["2023-01", "2023-03"], 1),
        (["2023-12", "2025-12"], 12),
    ],
)
def test_a_step_that_is_too_long_short_or_backward_is_refused(
    months: list[str], step: int
) -> None:
    days = [read_month(month) for month in months]
    with refused("line 2 .* months must run"):
        check_steps(CLOSED, rows_of(*months), days, step)


def test_years_step_by_twelve_months() -> None:
    days = [date(2023, 12, 31), date(2024, 12, 31)]
    check_steps(CLOSED, rows_of("2023", "2024"), days, 12)


def test_a_known_gap_excuses_no_month_that_runs_the_wrong_way() -> None:
    days = [date(2023, 1, 31), date(2023, 3, 31)]
    with refused("months must run backwards"):
        check_steps(CLOSED, rows_of("a", "b"), days, -1, lambda *_: True)


def test_a_code_that_closes_the_table_is_required() -> None:
    check_required(CLOSED, ["42609", "99996"], ["99996"])
    with refused("^file: the rows of 99996 are not in the file, so it is cut off"):
        check_required(CLOSED, ["42609"], ["42609", "99996"])


# --- headings ----------------------------------------------------------------------


def header_of(*lines: str, stacked_above: int = 0) -> int:
    return find_header(
        CLOSED,
        rows_of(*lines),
        ["Country", "Code"],
        known=(re.compile("A title"), UNIT, re.compile("")),
        unit=UNIT,
        demand="the unit must be millions",
        stacked_above=stacked_above,
    )


def test_the_header_is_found_below_lines_that_are_known() -> None:
    assert header_of("A title, ", ",Millions", "", "Country , Code,2023") == 3
    assert header_of("Millions", "Jun,Jun", "Country,Code", stacked_above=1) == 2


def test_an_unknown_line_above_the_header_is_refused_with_its_text() -> None:
    with refused(
        r"^file, line 2 \('In billions'\): this heading is unknown \(the unit must be"
        r" millions\); check what the publisher changed"
    ):
        header_of("Millions", "In,billions", "Country,Code")


def test_a_heading_without_its_unit_is_refused_at_the_header() -> None:
    with refused("^file, line 2: no unit line is above this header: the unit must be"):
        header_of("A title", "Country,Code")


def test_a_header_that_is_gone_is_named() -> None:
    with refused("^file: the row that begins with 'Country' is gone$"):
        header_of("Millions", "Country,Month")


def test_a_unit_is_one_of_the_texts() -> None:
    check_unit(CLOSED, ["A title", "Millions"], "Millions")
    with refused("^file: the unit must read 'Millions'; it may have changed"):
        check_unit(CLOSED, ["A title", "In millions"], "Millions")


def test_lines_are_compared_without_their_blanks() -> None:
    rows = rows_of("Mil,lions of", "dol lars")
    check_lines(CLOSED, rows, ["Millionsof", "dollars"])
    with refused(r"^file, line 2 \('dol lars'\): the title, .* must read 'pounds'"):
        check_lines(CLOSED, rows, ["Millionsof", "pounds"])
    with refused(r"line 2 .* must read '', blanks left out"):
        check_lines(CLOSED, rows, ["Millionsof"])
    with refused(r"line 9 \('below'\): .* must read 'Source'"):
        check_lines(
            CLOSED, rows, ["Millionsof", "dollars", "Source"], Row(9, ["below"])
        )


def test_a_stacked_heading_is_read_from_top_to_bottom_without_rules() -> None:
    heading = rows_of("x,Of  which:", "y", "z,----", "w,Treasury")
    assert stacked(heading, 1) == "Of which: Treasury"
    assert squeezed(heading[0].cells) == "xOfwhich:"
    check_headings(CLOSED, heading, {1: "Of which: Treasury"})
    with refused(r"^file, line 4 \('x y z w'\): the heading of column 1 must read 'a'"):
        check_headings(CLOSED, heading, {0: "a"})


def test_changed_columns_are_named_as_unknown_and_gone() -> None:
    error = changed_columns(CLOSED, Row(3, []), ["a", "c"], ["a", "b"])
    assert str(error).startswith(
        "file, line 3: the columns changed (unknown: c; gone: b); if the publisher"
    )
