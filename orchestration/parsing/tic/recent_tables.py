"""`mfh` and SLT Table 5: one grid of holders and some thirteen months.

Layouts: fixed width (`mfh.txt`, frozen in March 2023), tab text and a bare HTML
table (Table 5, rolling). Billions of dollars, one decimal. Notes are ignored on
purpose; everything above them is known or raises.
"""

import re
from datetime import date
from itertools import pairwise, zip_longest

from lxml import html

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    melt,
    month_end,
    reject_duplicates,
    reject_open_end,
    to_date,
)

MEASURE = "holdings"
MISSING = ("n.a.", "*")
LAST_LABEL = "T-Bonds & Notes"  # the grid's last row in every edition

_NAME_WIDTH = 32  # of mfh.txt
_LONG_DATE = re.compile(r"([A-Z][a-z]+) (\d{1,2}), (\d{4})")
_FIGURE = re.compile(r"-?[\d,]+(\.\d*)?|n\.a\.|\*")
_ISO_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_HEADINGS = (
    re.compile(r"Table 5: Major Foreign Holders of Treasury Securities"),
    re.compile(r"Holdings at end of time period"),
    re.compile(r"Link: \S+"),
    re.compile(r"MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES"),
    re.compile(r"HOLDINGS 1/ AT END OF PERIOD"),
    re.compile(r"\(?[Ii]n billions of dollars\)?|Billions of dollars"),
)
_UNIT = _HEADINGS[-1]


def recognise(document: Document) -> str | None:
    """`tic_mfh`, `tic_slt_table5`, or None, by the row of months or years.

    The unit is not asked for here, so that a changed one is told as what it is.
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
    header = _find_header(document, rows)
    months, periods = _months(document, rows, header)
    data, below = _data_rows(document, rows[header + 1 :], len(months))
    _reject_unfinished(document, data[-1], below, len(months))
    cells = melt(
        document,
        data,
        range(1, len(months) + 1),
        MISSING,
        by_row={"label": [row.cells[0] for row in data]},
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


def _find_header(document: Document, rows: list[Row]) -> int:
    unit_seen = False
    for index, row in enumerate(rows):
        if row.cells and row.cells[0].strip() == "Country":
            if not unit_seen:
                raise document.error(
                    "no unit line about billions of dollars stands above the months;"
                    " the unit may have changed, so check the publisher's page",
                    row.line_number,
                )
            return index
        heading = " ".join(cell.strip() for cell in row.cells if cell.strip())
        unit_seen = unit_seen or bool(_UNIT.fullmatch(heading))
        if not _known(heading):
            raise document.error(
                "this heading is unknown (the unit must be billions of dollars);"
                " check what the publisher changed before you extend the parser",
                row.line_number,
                heading,
            )
    raise document.error("the row that begins with 'Country' is gone")


def _known(heading: str) -> bool:
    """True for a title, a unit, a row of month names, an empty line."""
    if all(word in MONTH_NUMBERS for word in heading.split()):
        return True
    return any(known.fullmatch(heading) for known in _HEADINGS)


def _months(
    document: Document, rows: list[Row], header: int
) -> tuple[list[date], list[str]]:
    periods = rows[header].trimmed()[1:]
    if not any(_ISO_MONTH.fullmatch(period) for period in periods):
        above = rows[header - 1].trimmed()[1:]
        periods = [" ".join(pair) for pair in zip_longest(above, periods, fillvalue="")]
    months = [_month(document, rows[header], period) for period in periods]
    for newer, older in pairwise(months):
        if (newer.year - older.year) * 12 + newer.month - older.month != 1:
            raise document.error(
                f"{newer:%Y-%m} is followed by {older:%Y-%m}: months must run"
                " backwards one by one",
                rows[header].line_number,
            )
    return months, periods


def _month(document: Document, header: Row, period: str) -> date:
    found = _ISO_MONTH.fullmatch(period)
    if found:
        return month_end(int(found[1]), int(found[2]))
    name, _, year = period.partition(" ")
    if name not in MONTH_NUMBERS or not re.fullmatch(r"(19|20)\d\d", year):
        raise document.error(
            "this is not a month: each column needs a month and a year",
            header.line_number,
            period,
        )
    return month_end(int(year), MONTH_NUMBERS[name])


def _data_rows(
    document: Document, rows: list[Row], width: int
) -> tuple[list[Row], list[Row]]:
    """The holders' rows to the last one of the grid, and what stands below it."""
    data: list[Row] = []
    for index, row in enumerate(rows):
        label = row.cells[0].strip() if row.cells else ""
        values = row.trimmed()[1:]
        is_rule = values and all(set(cell) == {"-"} for cell in values)
        if row.is_blank or is_rule or label == "Of which:":
            continue
        if len(values) != width:
            raise document.error(
                f"this row has {len(values)} figures where the header has {width}"
                " months; the file may be cut off, so fetch it again",
                row.line_number,
                label,
            )
        data.append(row)
        if label.endswith(LAST_LABEL):
            return data, rows[index + 1 :]
    raise document.error(
        f"the last row of the grid ({LAST_LABEL}) is gone, so the file is cut off;"
        " fetch it again"
    )


def _reject_unfinished(
    document: Document, last: Row, below: list[Row], width: int
) -> None:
    if not below and not _is_html_table(document):
        reject_open_end(document, last)
    for row in below:
        figures = [cell for cell in row.cells[1:] if _FIGURE.fullmatch(cell.strip())]
        if len(figures) >= width:
            raise document.error(
                "a row of data stands below the last one of the grid; the file is out"
                " of order, so fetch it again",
                row.line_number,
                row.cells[0],
            )


def _stated_release(document: Document, rows: list[Row]) -> date | None:
    for row in rows:
        found = _LONG_DATE.fullmatch("".join(row.cells).strip())
        if found and found[1][:3] in MONTH_NUMBERS:
            month = MONTH_NUMBERS[found[1][:3]]
            return to_date(document, row, int(found[3]), month, int(found[2]))
    return None
