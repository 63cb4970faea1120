"""Parse `mfh` and SLT Table 5: one grid of holders and thirteen months.

Layouts: fixed width (`mfh.txt`, frozen in March 2023), tab text and a bare HTML
table (Table 5, rolling). Billions of dollars, one decimal. Notes are ignored on
purpose; everything above them is known or raises.
"""

import re
from datetime import date
from itertools import zip_longest

from lxml import html

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    reject_duplicates,
    to_date,
)
from orchestration.parsing.grid import Grid, check_steps, find_header
from orchestration.parsing.months import is_month, iso_month, read_month

MEASURE = "holdings"
MISSING = ("n.a.", "*")
LAST_LABEL = "T-Bonds & Notes"  # the grid's last row in every edition

_NAME_WIDTH = 32  # of mfh.txt
_LONG_DATE = re.compile(r"([A-Z][a-z]+) (\d{1,2}), (\d{4})")
_FIGURE = re.compile(r"-?[\d,]+(\.\d*)?|n\.a\.|\*")
_UNIT = re.compile(r"\(?[Ii]n billions of dollars\)?|Billions of dollars")
_HEADINGS = (
    re.compile(rf"({'|'.join(MONTH_NUMBERS)}| )*"),  # month names, or an empty line
    re.compile(r"Table 5: Major Foreign Holders of Treasury Securities"),
    re.compile(r"Holdings at end of time period"),
    re.compile(r"Link: \S+"),
    re.compile(r"MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES"),
    re.compile(r"HOLDINGS 1/ AT END OF PERIOD"),
    _UNIT,
)


def recognise(document: Document) -> str | None:
    """`tic_mfh`, `tic_slt_table5`, or None, by the row of months or years.

    The unit is not asked for here, so that a changed one has an error of its own.
    """
    if _is_html_table(document):
        known = "<td>Country</td>" in document.head(20_000)
        return "tic_slt_table5" if known else None
    head = document.head()
    if re.search(r"^Country\t\d{4}-\d\d\t", head, re.M):
        return "tic_slt_table5"
    if re.search(r"^Country {10,}\d{4} +\d{4}", head, re.M):
        return "tic_mfh"
    return None


def _is_html_table(document: Document) -> bool:
    return document.content.lstrip()[:6] == b"<table"


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the grid.

    Raises WarehouseError for an unknown heading or unit, a month out of order, a
    row that does not fit, a repeated holder, a grid without its last row, figures
    below it.
    """
    del expected_columns  # the months are the columns, and they move
    rows = _rows(document)
    header = find_header(
        document,
        rows,
        ["Country"],
        known=_HEADINGS,
        unit=_UNIT,
        demand="the unit must be billions of dollars",
    )
    months, periods = _months(document, rows, header)
    grid = _grid(document, rows[header + 1 :], len(months))
    cells = grid.melt(
        range(1, len(months) + 1),
        MISSING,
        by_row={"label": grid.column(0)},
        by_column={
            "period": periods,
            "reference_date": months,
            "measure": [MEASURE for _ in months],
        },
    )
    reject_duplicates(document, cells, ["label", "reference_date"])
    return ParsedFile(cells, _stated_release(document, rows))


def _rows(document: Document) -> list[Row]:
    if _is_html_table(document):
        return _html_rows(document)
    if "Country\t" in document.head():
        return document.rows("\t")
    lines = document.text().splitlines()
    return [Row(number, _fields(line)) for number, line in enumerate(lines, start=1)]


def _fields(line: str) -> list[str]:
    """One line of fixed width: the name, then what blanks divide."""
    name, rest = line[:_NAME_WIDTH].rstrip(), line[_NAME_WIDTH:]
    return [name, *rest.split()] if rest.strip() else [line.rstrip()]


def _html_rows(document: Document) -> list[Row]:
    text = document.text("utf-8")
    if "</table>" not in text:
        raise document.error("the table is not closed, so the file is cut off")
    return [
        Row(row.sourceline, [(cell.text or "").strip() for cell in row])
        for row in html.fromstring(text).iter("tr")
    ]


def _months(
    document: Document, rows: list[Row], header: int
) -> tuple[list[date], list[str]]:
    periods = rows[header].trimmed()[1:]
    if not any(map(is_month, periods)):
        above = rows[header - 1].trimmed()[1:]
        periods = [" ".join(pair) for pair in zip_longest(above, periods, fillvalue="")]
    months = [_month(document, rows[header], period) for period in periods]
    check_steps(document, [rows[header] for _ in months], months, step=-1)
    return months, periods


def _month(document: Document, header: Row, period: str) -> date:
    name, _, year = period.partition(" ")
    try:
        return read_month(f"{year}-{name}") if year else iso_month(period)
    except ValueError:
        raise document.error(
            "this is not a month: each column needs a month and a year",
            header.line_number,
            period,
        ) from None


def _grid(document: Document, rows: list[Row], width: int) -> Grid:
    """Find the holders' rows to the last one of the grid; notes may be below it."""
    is_last = [_label(row).endswith(LAST_LABEL) for row in rows]
    end = is_last.index(True) + 1 if True in is_last else len(rows)
    grid = Grid(
        document,
        [row for row in rows[:end] if not _is_ignored(row)],
        width + 1,
        below=rows[end:],
        is_data=lambda row: sum(map(_is_figure, row.cells[1:])) >= width,
        ends=not _is_html_table(document),
    )
    if True not in is_last:
        raise document.error(
            f"the last row of the grid ({LAST_LABEL}) is gone, so the file is cut off;"
            " fetch it again"
        )
    return grid


def _label(row: Row) -> str:
    return row.cells[0].strip() if row.cells else ""


def _is_ignored(row: Row) -> bool:
    """Recognise an empty line, a rule of dashes and the word above the parts."""
    values = row.trimmed()[1:]
    is_rule = values and all(set(cell) == {"-"} for cell in values)
    return row.is_blank or bool(is_rule) or _label(row) == "Of which:"


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.fullmatch(cell.strip()))


def _stated_release(document: Document, rows: list[Row]) -> date | None:
    for row in rows:
        found = _LONG_DATE.fullmatch("".join(row.cells).strip())
        if found and found[1][:3] in MONTH_NUMBERS:
            month = MONTH_NUMBERS[found[1][:3]]
            return to_date(document, row, int(found[3]), month, int(found[2]))
    return None
