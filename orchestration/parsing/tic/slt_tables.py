"""SLT Tables 1 and 3: one row per holder and month, machine names in the header.

Layout: a title block, a row of machine names (`country`, `country_code`, `date`,
then the measures), the data sorted by holder with the newest month first, a blank
line, notes. Millions of dollars. Only the unit line, the machine names and the
data are needed; the notes are ignored on purpose.
"""

import re
from datetime import date, timedelta
from itertools import pairwise

import pandas

from orchestration.parsing.document import (
    Document,
    ParsedFile,
    Row,
    melt,
    month_end,
    reject_open_end,
)

UNIT_LINE = "Millions of dollars"
KEY_COLUMNS = ["country", "country_code", "date"]
MISSING = ("n.a.",)

# What may stand above the machine names. A changed unit or sign note must stop us,
# so each line is known by its text or by its position in the table's heading.
_TITLE_LINES = (
    re.compile(r"Table [13]: U\.S\. .* Held by Foreign Residents( 1/)?"),
    re.compile(r"All Countries and International and Regional Organizations"),
    re.compile(
        r"A positive number for net U\.S\. sales to foreigners denotes an increase"
        r" in a foreign position"
    ),
    re.compile(UNIT_LINE),
    re.compile(r"Link: \S+"),
    re.compile(r"Country"),  # the label row; machine names below say it better
    re.compile(r""),  # the group row begins with empty cells
)
_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")

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
    header = _find_header(document, rows)
    measures = _measures(document, rows[header], expected_columns)
    data = _data_rows(document, rows, header, width=len(KEY_COLUMNS) + len(measures))
    if data[-1] is rows[-1]:
        reject_open_end(document, data[-1])
    cells = _melt(document, data, measures)
    _reject_incomplete(document, data)
    return ParsedFile(cells)


def _find_header(document: Document, rows: list[Row]) -> int:
    unit_seen = False
    for index, row in enumerate(rows):
        first = row.cells[0].strip() if row.cells else ""
        if first == "country":
            if not unit_seen:
                raise document.error(
                    f"no unit line {UNIT_LINE!r} stands above the column names; the"
                    " unit may have changed, so check the publisher's page",
                    row.line_number,
                )
            return index
        if not any(known.fullmatch(first) for known in _TITLE_LINES):
            raise document.error(
                f"this heading is unknown (the unit must read {UNIT_LINE!r}, the sign"
                " note must say that positive means a rise); check what the publisher"
                " changed before you extend the parser",
                row.line_number,
                first,
            )
        unit_seen = unit_seen or first == UNIT_LINE
    raise document.error("the row of machine names (country, country_code, …) is gone")


def _measures(document: Document, header: Row, expected: list[str]) -> list[str]:
    names = header.trimmed()
    measures = names[len(KEY_COLUMNS) :]
    unknown = [name for name in measures if name not in expected]
    missing = [name for name in expected if name not in measures]
    if names != [*KEY_COLUMNS, *dict.fromkeys(measures)] or unknown or missing:
        raise document.error(
            f"the columns changed (unknown: {', '.join(unknown) or 'none'}; gone:"
            f" {', '.join(missing) or 'none'}); add or drop them in the source's block"
            " and in its staging model",
            header.line_number,
        )
    return measures


def _data_rows(
    document: Document, rows: list[Row], header: int, width: int
) -> list[Row]:
    data: list[Row] = []
    ended = False
    for row in rows[header + 1 :]:
        is_data = len(row.cells) > 1 and row.cells[1].strip() != ""
        if not is_data:
            ended = ended or bool(data)  # the notes begin; ignored on purpose
            continue
        if ended:
            raise document.error(
                "a row of data stands below the notes; the table is out of order",
                row.line_number,
                row.cells[0],
            )
        _reject_misfit(document, row, width)
        data.append(row)
    if not data:
        raise document.error("the table has a header but no rows; fetch it again")
    return data


def _reject_misfit(document: Document, row: Row, width: int) -> None:
    if len(row.cells) < width or any(cell.strip() for cell in row.cells[width:]):
        raise document.error(
            f"this row has {len(row.cells)} cells where the header names {width}; the"
            " file may be cut off, so fetch it again",
            row.line_number,
            row.cells[0],
        )


def _melt(document: Document, data: list[Row], measures: list[str]) -> pandas.DataFrame:
    first = len(KEY_COLUMNS)
    return melt(
        document,
        data,
        columns=range(first, first + len(measures)),
        missing=MISSING,
        by_row={
            "label": [row.cells[0] for row in data],
            "code": [row.cells[1].strip() for row in data],
            "period": [row.cells[2] for row in data],
            "reference_date": _dates(document, data),
        },
        by_column={"measure": measures},
    )


def _dates(document: Document, data: list[Row]) -> list[date]:
    known: dict[str, date] = {}
    for row in data:
        period = row.cells[2]
        if period not in known:
            found = _MONTH.fullmatch(period.strip())
            if not found:
                raise document.error(
                    "this is not a month of the form YYYY-MM",
                    row.line_number,
                    period,
                )
            known[period] = month_end(int(found[1]), int(found[2]))
    return [known[row.cells[2]] for row in data]


def _reject_incomplete(document: Document, data: list[Row]) -> None:
    """Every holder has every month of the table once; the aggregates are there."""
    lines = _lines_by_key(document, data)
    holders = {row.cells[1].strip(): row for row in reversed(data)}
    required = REQUIRED_CODES.get(recognise(document) or "", _AGGREGATES)
    absent = [code for code in required if code not in holders]
    if absent:
        raise document.error(
            f"the rows of {', '.join(absent)} are not in the file, so it is cut off;"
            " fetch it again"
        )
    periods = sorted({period for _, period in lines})
    _reject_missing_months(document, data, periods)
    for code, first in holders.items():
        gap = next((period for period in periods if (code, period) not in lines), None)
        if gap is not None:
            raise document.error(
                f"{first.cells[0]} ({code}) has no row for {gap} although the table"
                " has that month; fetch the file again",
                first.line_number,
                first.cells[0],
            )


def _lines_by_key(document: Document, data: list[Row]) -> dict[tuple[str, str], int]:
    """On which line each holder's month stands; raises where it stands twice."""
    lines: dict[tuple[str, str], int] = {}
    for row in data:
        key = row.cells[1].strip(), row.cells[2].strip()
        if key in lines:
            raise document.error(
                f"{row.cells[0]} {key[1]} stands already on line {lines[key]}; a file"
                " must say each figure once, so fetch it again or remove the repeated"
                " row",
                row.line_number,
                row.cells[0],
            )
        lines[key] = row.line_number
    return lines


def _reject_missing_months(
    document: Document, data: list[Row], periods: list[str]
) -> None:
    """A month that no holder has is a hole in the table too."""
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
