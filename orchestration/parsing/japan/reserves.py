"""Parse Japan's official reserves by month-end: MOF `historical.csv`.

US$ millions, from April 2000. The file prints the IMF's template in about 125 columns
under a bilingual heading; the reserve assets and other foreign currency assets are the
first of them and are read, drains and memo items are left out on purpose. An excerpt
of the same columns without the heading, in UTF-8, is a file of its own: it may lack
months.
"""

import re
from collections.abc import Sequence
from datetime import date

from orchestration.parsing.document import (
    Document,
    ParsedFile,
    Row,
    reject_duplicates,
)
from orchestration.parsing.grid import Grid, check_unit
from orchestration.parsing.japan.eras import ENCODING, plain, read_months

UNIT = "(US$ millions)"
MISSING = ("", "-")  # what the template has and Japan does not, or did not yet

_TITLE = "International Reserves/Foreign Currency Liquidity"
_FIRST_COLUMN = 4
# What the English heading says at these places, counted from 0.
_ANCHORS = {
    4: "A. Official reserve assets",
    5: "(1) Foreign currency reserves",
    6: "(a) Securities",
    8: "(b) Deposits with",
    14: "(2) IMF reserve position",
    15: "(3) SDRs",
    16: "(4) Gold",
    18: "(5) other reserve assets",
    22: "B. Other foreign currency assets",
}
_EXCERPT = re.compile(
    r"(?:\(US\$ millions\),*\r?\n)?(平成|令和)\d+年,\d+月,\d{4},[A-Z]"
)


def recognise(document: Document) -> str | None:
    """`mof_reserves`, its excerpt, or None, by the title or the first month."""
    if _TITLE in document.head():
        return "mof_reserves"
    head = document.content[:200].decode("utf-8", "replace")
    return "mof_reserves_excerpt" if _EXCERPT.match(head) else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Read the cells of the reserve assets, month by month.

    Raises WarehouseError for a changed unit or heading, an unknown mark, a month
    missing or out of order.
    """
    rows = document.rows(",", ENCODING)
    data = [row for row in rows if _is_month(row)]
    if not data:
        raise document.error("the file has no rows of months; fetch it again")
    heading = [row for row in rows if row.line_number < data[0].line_number]
    _reject_other_heading(document, heading)
    _reject_rows_between(document, rows, data)
    if len(data[0].cells) <= _FIRST_COLUMN + len(expected_columns):
        raise document.error(
            "the drains that follow the reserve assets are gone, so the file is cut"
            " off; fetch it again",
            data[0].line_number,
        )
    width = _FIRST_COLUMN + len(expected_columns)
    read = [Row(row.line_number, row.cells[:width]) for row in data]
    grid = Grid(document, read, width)
    months = read_months(document, grid.rows)
    grid.check_months(months, step=1)
    return _parse(grid, months, expected_columns)


def parse_excerpt(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Read some months without a heading; years count on from printed ones.

    Raises WarehouseError for another number of columns, an unknown mark, a month
    without a year or out of order.
    """
    rows = [row for row in document.rows(",", "utf-8") if not row.is_blank]
    data = rows[1:] if plain(rows[0].cells[0]) == UNIT else rows
    grid = Grid(document, data, _FIRST_COLUMN + len(expected_columns))
    months = read_months(document, grid.rows)
    parsed = _parse(grid, months, expected_columns)
    if months != sorted(months):
        raise document.error("the months of the excerpt are out of order")
    return parsed


def _is_month(row: Row) -> bool:
    return len(row.cells) > 1 and bool(re.fullmatch(r"\d{1,2}月", row.cells[1].strip()))


def _reject_other_heading(document: Document, heading: Sequence[Row]) -> None:
    check_unit(document, [plain(row.cells[0]) for row in heading if row.cells], UNIT)
    for column, known in _ANCHORS.items():
        found = [plain(row.cells[column]) for row in heading if column < len(row.cells)]
        if known not in found:
            raise document.error(
                f"the heading of column {column + 1} must read {known!r}; check what"
                " the publisher changed before you extend the reader",
                heading[-1].line_number,
                " ".join(filter(None, found)),
            )


def _reject_rows_between(
    document: Document, rows: Sequence[Row], data: Sequence[Row]
) -> None:
    """Every line from the first month to the last holds a month."""
    held = {row.line_number for row in data}
    for row in rows:
        is_within = data[0].line_number < row.line_number < data[-1].line_number
        if is_within and row.line_number not in held:
            raise document.error(
                "this line is among the months and holds none; fetch the file again",
                row.line_number,
                " ".join(row.cells),
            )


def _parse(grid: Grid, months: Sequence[date], measures: Sequence[str]) -> ParsedFile:
    cells = grid.melt(
        range(_FIRST_COLUMN, _FIRST_COLUMN + len(measures)),
        MISSING,
        by_row={
            "period": [
                f"{month.year} {name}"
                for name, month in zip(grid.codes(3), months, strict=True)
            ],
            "reference_date": months,
        },
        by_column={"label": measures, "measure": measures},
    )
    reject_duplicates(grid.document, cells, ["reference_date", "measure"])
    return ParsedFile(cells)
