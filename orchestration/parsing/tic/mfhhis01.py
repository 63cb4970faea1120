"""Parse `mfhhis01`, the history of major holders in blocks of one year.

Layout (tab or comma): title, unit, then blocks with the newest year first. A block
is a row of month names, a row `Country` with the years, dashes, the holders, their
grand total and the official part. A break month is printed twice: the first column
opens the new series, the second closes the old. Two rows above the months then name
the series by Roman numerals. The date of release closes the data; notes follow it.
Billions of dollars, one decimal. Re-saved editions have shifted titles, other line
ends and no ".0"; all are read alike.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import pandas

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    month_end,
    reject_duplicates,
    to_date,
)
from orchestration.parsing.grid import Grid, check_notes, check_unit, unknown_heading

MEASURE = "holdings"
MISSING = ("n.a.", "*")  # "*" is less than $50 million, which 0.1bn cannot say
UNIT_LINE = "(in billions of dollars)"
LATEST_SERIES = "XIII"  # from December 2011 on; later blocks print no numeral

_TITLES = (
    "MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES",
    "HOLDINGS 1/ AT END OF PERIOD",
)
_NUMERAL = re.compile(r"[IVX]+")
_SERIES_MARK = re.compile(r"Series( \d+/)?")
# A spreadsheet that re-saves the file leaves two digits of the year; the file is of
# this century, for its rolling edition is.
_RELEASE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_SOURCE_LINE = "Department of the Treasury/Federal Reserve Board"


@dataclass
class _Block:
    """The columns of one year: position in the row → month and series."""

    month_row: Row
    marks: list[Row]
    months: dict[int, date] = field(default_factory=dict)
    periods: dict[int, str] = field(default_factory=dict)
    series: dict[int, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


def recognise(document: Document) -> str | None:
    """`tic_mfhhis01`, or None, by title or unit and the years of the first block."""
    head = document.head()
    if _TITLES[0] not in head and UNIT_LINE not in head:
        return None
    return "tic_mfhhis01" if re.search(r"^Country[\t,]\d{4}[\t,]", head, re.M) else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of all blocks, break months twice with their series numerals.

    Raises WarehouseError for an unknown title or unit, a month missing between two
    columns or blocks, a repeated holder in a block, a cell outside the months, a
    file that ends before its date of release or has figures below it.
    """
    del expected_columns  # the months are the columns, and they move
    rows = document.rows("\t" if "Country\t" in document.head() else ",")
    footer_at = next(
        (index for index, row in enumerate(rows) if row_kind(row) == "footer"),
        len(rows),
    )
    released = _stated_release(document, rows[-1], rows[footer_at:])
    blocks = _blocks(document, rows[:footer_at])
    _reject_unfinished(document, blocks)
    _assign_series(document, blocks)
    for block in blocks:
        _reject_gap_in_block(document, block)
    cells = pandas.concat(
        [_melt(document, block) for block in blocks], ignore_index=True
    )
    reject_duplicates(document, cells, ["label", "reference_date", "segment"])
    _reject_missing_months(document, cells)
    return ParsedFile(cells, released)


def _blocks(document: Document, rows: list[Row]) -> list[_Block]:
    """Walk through the data once; every line has its place or raises."""
    blocks: list[_Block] = []
    marks: list[Row] = []
    month_row: Row | None = None
    for row in rows:
        kind = row_kind(row)
        if kind == "marks":
            marks.append(row)
        elif kind == "months":
            month_row = row
        elif kind == "years":
            blocks.append(_open_block(document, month_row, row, marks))
            month_row, marks = None, []
        elif kind == "data":
            if not blocks or not row.cells[0].strip():
                raise unknown_heading(
                    document, row, f"the unit must read {UNIT_LINE!r}"
                )
            blocks[-1].rows.append(row)
    return blocks


def row_kind(row: Row) -> str:
    """Classify a line: footer, years, months, marks, data, or ignored on purpose."""
    first = row.cells[0].strip() if row.cells else ""
    if first == _SOURCE_LINE or _RELEASE.fullmatch(first):
        return "footer"
    if first == "Country":
        return "years"
    if first == "Of which:" or row.is_blank:
        return "ignored"
    filled = [cell.strip() for cell in row.cells[1:] if cell.strip()]
    return "data" if first else _heading_kind(filled)


def _heading_kind(filled: list[str]) -> str:
    if all(cell in MONTH_NUMBERS for cell in filled):
        return "months"
    if all(_SERIES_MARK.fullmatch(cell) or _NUMERAL.fullmatch(cell) for cell in filled):
        return "marks"
    is_rule = all(set(cell) == {"-"} for cell in filled)
    is_title = len(filled) == 1 and filled[0] in (*_TITLES, UNIT_LINE)
    return "ignored" if is_rule or is_title else "data"


def _reject_unfinished(document: Document, blocks: list[_Block]) -> None:
    check_unit(document, document.head(), UNIT_LINE)
    for block in blocks:
        if not any(row.cells[0].strip() == "Grand Total" for row in block.rows):
            year = next(iter(block.months.values())).year
            raise document.error(
                f"the block of {year} ends without its Grand Total, so the file is cut"
                " off; fetch it again",
                block.rows[-1].line_number if block.rows else None,
            )
    if not blocks:
        raise document.error("no block of months was found; fetch the file again")


def _open_block(
    document: Document, months: Row | None, years: Row, marks: list[Row]
) -> _Block:
    if months is None:
        raise document.error(
            "a row of years without a row of month names above it",
            years.line_number,
            "Country",
        )
    block = _Block(months, marks)
    width = max(len(months.cells), len(years.cells))
    for column in range(1, width):
        name = _cell(months, column)
        year = _cell(years, column)
        if not name and not year:
            continue
        if name not in MONTH_NUMBERS or not re.fullmatch(r"(19|20)\d\d", year):
            raise document.error(
                f"column {column + 1} has the month {name!r} and the year {year!r};"
                " each column needs both",
                years.line_number,
            )
        block.months[column] = month_end(int(year), MONTH_NUMBERS[name])
        block.periods[column] = f"{name} {year}"
    return block


def _cell(row: Row, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _assign_series(document: Document, blocks: list[_Block]) -> None:
    """Name the series of every column, from the oldest block to the newest.

    A numeral holds to the right until the next one. A block without numerals
    continues the series that the older block below it ended with.
    """
    running = LATEST_SERIES
    for block in reversed(blocks):
        columns = list(block.months)
        numerals = {
            column: _cell(block.marks[-1], column)
            for column in columns
            if block.marks and _cell(block.marks[-1], column)
        }
        if block.marks and (len(numerals) < 2 or min(numerals) not in _breaks(block)):
            raise document.error(
                "the rows that mark a series break name no old and new series",
                block.marks[-1].line_number,
            )
        current = numerals[min(numerals)] if numerals else running
        running = current
        for column in columns:
            current = numerals.get(column, current)
            block.series[column] = current


def _breaks(block: _Block) -> list[int]:
    """Find the first column over which the upper marks row says "Series", if any."""
    return [column for column in block.months if _cell(block.marks[0], column)][:1]


def _reject_gap_in_block(document: Document, block: _Block) -> None:
    for (left, newer), (right, older) in pairwise(block.months.items()):
        step = (newer.year - older.year) * 12 + newer.month - older.month
        repeats = step == 0 and block.series[left] != block.series[right]
        if step != 1 and not repeats:
            raise document.error(
                f"{block.periods[left]} is followed by {block.periods[right]}: months"
                " must run backwards one by one, and only a marked series break may"
                " repeat one",
                block.month_row.line_number,
            )


def _melt(document: Document, block: _Block) -> pandas.DataFrame:
    columns = list(block.months)
    grid = Grid(document, block.rows, columns[-1] + 1, ends=False)
    between = set(range(1, columns[-1])).difference(columns)
    for row in block.rows:
        if any(row.cells[column].strip() for column in between):
            raise document.error(
                "this row has a figure in a column without a month; fetch the file"
                " again",
                row.line_number,
                row.cells[0],
            )
    return grid.melt(
        columns,
        MISSING,
        by_row={"label": grid.column(0)},
        by_column={
            "period": [block.periods[column] for column in columns],
            "reference_date": [block.months[column] for column in columns],
            "measure": [MEASURE for _ in columns],
            "segment": [block.series[column] for column in columns],
        },
    )


def _reject_missing_months(document: Document, cells: pandas.DataFrame) -> None:
    for older, newer in pairwise(sorted(set(cells["reference_date"]))):
        if (newer.year - older.year) * 12 + newer.month - older.month != 1:
            line = cells.loc[cells["reference_date"] == newer, "line_number"].min()
            raise document.error(
                f"no column holds the month after {older:%Y-%m}; a block is missing"
                " or out of order, so fetch the file again",
                int(line),
            )


def _stated_release(document: Document, last: Row, footer: list[Row]) -> date:
    """Find the date that closes the data; what follows are notes, never figures."""
    found = [row for row in footer if _RELEASE.fullmatch(_cell(row, 0))]
    if not found:
        raise document.error(
            "the date of release that closes the data is gone, so the file is cut off;"
            " fetch it again",
            last.line_number,
            " ".join(last.cells),
        )
    check_notes(document, footer, lambda row: any(map(str.strip, row.cells[1:])))
    month, day, year = map(int, _cell(found[0], 0).split("/"))
    century = 2000 if year < 100 else 0
    return to_date(document, found[0], century + year, month, day)
