"""Parse SLT Tables 1 and 3: a row per holder and month, names in the header.

Layout: a title block, a row of machine names (`country`, `country_code`, `date`,
then the measures), the data sorted by holder with the newest month first, a blank
line, notes. Millions of dollars. Only the unit line, the machine names and the
data are needed; the notes are ignored on purpose.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import dropwhile, pairwise, takewhile

import pandas

from orchestration.parsing.document import (
    Document,
    ParsedFile,
    Row,
    month_end,
    reject_duplicates,
)
from orchestration.parsing.grid import (
    Grid,
    changed_columns,
    check_required,
    find_header,
)
from orchestration.parsing.months import iso_month

UNIT_LINE = "Millions of dollars"
KEY_COLUMNS = ["country", "country_code", "date"]
MISSING = ("n.a.",)

_UNIT = re.compile(UNIT_LINE)
_DEMAND = (
    f"the unit must read {UNIT_LINE!r}, the sign note must say that positive means a"
    " rise"
)

# What may be above the machine names. A changed unit or sign note must stop us,
# so each line is known by its text or by its position in the table's heading.
_TITLE_LINES = (
    re.compile(r"Table [13]: U\.S\. .* Held by Foreign Residents( 1/)?"),
    re.compile(r"All Countries and International and Regional Organizations"),
    re.compile(
        r"A positive number for net U\.S\. sales to foreigners denotes an increase"
        r" in a foreign position"
    ),
    _UNIT,
    re.compile(r"Link: \S+"),
    re.compile(r"Country"),  # the label row; machine names below say it better
    re.compile(r""),  # the group row begins with empty cells
)

# A file without one of these is not the whole table; the last one closes it.
_AGGREGATES = ("99996", "99990", "99991", "69995", "79995", "42609")
REQUIRED_CODES = {
    "tic_slt_table1": (*_AGGREGATES, "89993"),
    "tic_slt_table3": _AGGREGATES,
}


def recognise(document: Document) -> str | None:
    """`tic_slt_table1`, `tic_slt_table3`, or None, by the machine names."""
    for line in document.head().splitlines():
        if line.startswith("country\tcountry_code\tdate\t"):
            names = line.rstrip().split("\t")
            if "for_st_treas_pos" in names:
                return "tic_slt_table3"
            if any(name.startswith("for_lt_eqty") for name in names):
                return "tic_slt_table1"
    return None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the table.

    Raises WarehouseError for an unknown column, a changed unit or sign line, an
    unknown mark, a broken row, a repeated or missing month, a missing aggregate,
    data below the notes.
    """
    rows = document.rows("\t")
    header = find_header(
        document,
        rows,
        KEY_COLUMNS[:1],
        known=_TITLE_LINES,
        unit=_UNIT,
        demand=_DEMAND,
        text_of=lambda row: "".join(row.cells[:1]).strip(),
    )
    measures = _measures(document, rows[header], expected_columns)
    body = list(dropwhile(lambda row: not _is_data(row), rows[header + 1 :]))
    data = list(takewhile(_is_data, body))
    grid = Grid(
        document,
        data,
        len(KEY_COLUMNS) + len(measures),
        below=body[len(data) :],
        is_data=_is_data,
    )
    cells = _melt(grid, measures)
    reject_duplicates(document, cells[:: len(measures)], ["code", "reference_date"])
    _reject_incomplete(document, grid)
    return ParsedFile(cells)


def _measures(document: Document, header: Row, expected: list[str]) -> list[str]:
    names = header.trimmed()
    measures = names[len(KEY_COLUMNS) :]
    distinct = [*KEY_COLUMNS, *dict.fromkeys(measures)]
    if names != distinct or set(measures) != set(expected):
        raise changed_columns(document, header, names, [*KEY_COLUMNS, *expected])
    return measures


def _is_data(row: Row) -> bool:
    return len(row.cells) > 1 and row.cells[1].strip() != ""


def _melt(grid: Grid, measures: list[str]) -> pandas.DataFrame:
    first = len(KEY_COLUMNS)
    return grid.melt(
        range(first, first + len(measures)),
        MISSING,
        by_row={
            "label": grid.column(0),
            "code": grid.codes(1),
            "period": grid.column(2),
            "reference_date": grid.days(2, iso_month, "a month of the form YYYY-MM"),
        },
        by_column={"measure": measures},
    )


def _reject_incomplete(document: Document, grid: Grid) -> None:
    """Every holder has every month of the table; the aggregates are there."""
    codes, printed = grid.codes(1), grid.codes(2)
    required = REQUIRED_CODES.get(recognise(document) or "", _AGGREGATES)
    check_required(document, codes, required)
    periods, held = sorted(set(printed)), set(zip(codes, printed, strict=True))
    _reject_missing_months(document, grid.rows, periods)
    holders = dict(zip(reversed(codes), reversed(grid.rows), strict=True))
    for code, first in holders.items():
        gap = next((period for period in periods if (code, period) not in held), None)
        if gap is not None:
            raise document.error(
                f"{first.cells[0]} ({code}) has no row for {gap} although the table"
                " has that month; fetch the file again",
                first.line_number,
                first.cells[0],
            )


def _reject_missing_months(
    document: Document, data: Sequence[Row], periods: list[str]
) -> None:
    """Reject a month that no holder has: a hole in the table, too."""
    for older, newer in pairwise(periods):
        following = month_end(int(older[:4]), int(older[5:])) + timedelta(days=1)
        if newer != f"{following:%Y-%m}":
            row = next(row for row in data if row.cells[2].strip() == newer)
            raise document.error(
                f"no holder has a row for {following:%Y-%m}, the month after {older};"
                " fetch the file again",
                row.line_number,
                row.cells[0],
            )
