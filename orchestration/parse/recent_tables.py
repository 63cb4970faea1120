"""`mfh` and SLT Table 5: one grid of holders and some thirteen months.

Layouts: fixed width (`mfh.txt`, frozen in March 2023), tab text and a bare HTML
table (Table 5, rolling). Billions of dollars, one decimal. Notes are ignored on
purpose; everything above them is known or raises.
"""

import re
from datetime import date

from lxml import html

from orchestration.parse.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    melt,
    month_end,
    refuse_duplicates,
)

MEASURE = "holdings"
MISSING = ("n.a.", "*")
LAST_LABEL = "T-Bonds & Notes"  # the grid's last row in every edition

_NAME_WIDTH = 32  # of mfh.txt
_LONG_DATE = re.compile(r"([A-Z][a-z]+) (\d{1,2}), (\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
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
    """`tic_mfh`, `tic_slt_table5`, or None, by unit and header row."""
    head = document.head(20_000 if document.content[:6] == b"<table" else 4000)
    if document.content.lstrip()[:6] == b"<table":
        known = "<td>Country</td>" in head and "illions of dollars" in head
        return "tic_slt_table5" if known else None
    if re.search(r"^Country\t\d{4}-\d\d\t", head, re.M) and _UNIT.search(head):
        return "tic_slt_table5"
    if re.search(r"^Country {10,}\d{4} +\d{4}", head, re.M) and _UNIT.search(head):
        return "tic_mfh"
    return None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the grid.

    Raises WarehouseError for an unknown heading or unit, a month out of order, a
    row that does not fit, a repeated holder, a grid without its last row.
    """
    del expected_columns  # the months are the columns, and they move
    rows = _rows(document)
    header = _find_header(document, rows)
    months, periods = _months(document, rows, header)
    data = _data_rows(document, rows[header + 1 :], len(months))
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
    refuse_duplicates(document, cells, ["label", "reference_date"])
    return ParsedFile(cells, _stated_release(rows))


def _rows(document: Document) -> list[Row]:
    if document.content.lstrip()[:6] == b"<table":
        return _html_rows(document)
    if "Country\t" in document.head():
        return document.rows("\t")
    lines = document.text().splitlines()
    return [
        Row(number, [line[:_NAME_WIDTH].rstrip(), *line[_NAME_WIDTH:].split()])
        if len(line) > _NAME_WIDTH and line[:_NAME_WIDTH].strip()
        else Row(number, ["", *line.split()])
        if line.startswith(" " * _NAME_WIDTH)
        else Row(number, [line])
        for number, line in enumerate(lines, start=1)
    ]


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
        is_month_row = heading and all(w in MONTH_NUMBERS for w in heading.split())
        if heading and not is_month_row and not _known(heading):
            raise document.error(
                "this heading is unknown (the unit must be billions of dollars);"
                " check what the publisher changed before you extend the parser",
                row.line_number,
                heading,
            )
    raise document.error("the row that begins with 'Country' is gone")


def _known(heading: str) -> bool:
    return any(known.fullmatch(heading) for known in _HEADINGS)


def _months(
    document: Document, rows: list[Row], header: int
) -> tuple[list[date], list[str]]:
    names = rows[header].trimmed()[1:]
    if all(_ISO_MONTH.fullmatch(name) for name in names):
        months = [month_end(int(name[:4]), int(name[5:])) for name in names]
        periods = names
    else:
        above = rows[header - 1].trimmed()[1:]
        periods = [f"{m} {y}" for m, y in zip(above, names, strict=False)]
        if len(above) != len(names) or not set(above) <= set(MONTH_NUMBERS):
            raise document.error(
                "the months and the years above the columns do not match",
                rows[header].line_number,
            )
        months = [
            month_end(int(year), MONTH_NUMBERS[month])
            for month, year in zip(above, names, strict=True)
        ]
    for newer, older in zip(months, months[1:], strict=False):
        if (newer.year - older.year) * 12 + newer.month - older.month != 1:
            raise document.error(
                f"{newer:%Y-%m} is followed by {older:%Y-%m}: months must run"
                " backwards one by one",
                rows[header].line_number,
            )
    return months, periods


def _data_rows(document: Document, rows: list[Row], width: int) -> list[Row]:
    data: list[Row] = []
    for row in rows:
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
            return data
    raise document.error(
        f"the last row of the grid ({LAST_LABEL}) is gone, so the file is cut off;"
        " fetch it again"
    )


def _stated_release(rows: list[Row]) -> date | None:
    for row in rows:
        found = _LONG_DATE.fullmatch("".join(row.cells).strip())
        if found and found[1][:3] in MONTH_NUMBERS:
            return date(int(found[3]), MONTH_NUMBERS[found[1][:3]], int(found[2]))
    return None
