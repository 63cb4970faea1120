"""Parse policy rates as the Data Portal of the BIS exports them.

A line that names what the next one holds, that line, a blank one, a header, and one
row per month with its last day; UTF-8 with a byte order mark. The reader keeps the
rate and rejects a file whose other columns hold anything new.
"""

import re
from datetime import date

from orchestration.parsing.document import (
    Document,
    ParsedFile,
    Row,
    reject_duplicates,
)
from orchestration.parsing.grid import Grid
from orchestration.parsing.months import last_of_month

TITLE = "Time Series Search Export"
HEADER = (
    "Dataflow ID",
    "Timeseries Key",
    "Frequency",
    "Reference area",
    "Unit",
    "Unit multiplier",
    "Period",
    "Confidentiality",
    "Pre-break value",
    "Status",
    "Value",
)
KEY, PERIOD, VALUE = 1, 6, 10  # columns of the header
MISSING = ("", "NaN")

# What the columns that are not read must say, so that no other unit passes unseen.
_SAID = {
    0: ("BIS,WS_CBPOL,1.0",),
    2: ("Monthly",),
    4: ("Per cent per year",),
    5: ("Units",),
    7: ("Free",),
    8: ("",),
    9: ("Normal value", "Missing value"),
}
_KNOWN = ("bis_policy_rates_jp", "bis_policy_rates_us")
_API_HEAD = "FREQ,REF_AREA,UNIT_MEASURE,"
_SERIES = re.compile(r'"BIS,WS_CBPOL,[\d.]+",M\.([A-Z]{2}),')


def recognise(document: Document) -> str | None:
    """`bis_policy_rates_<country>` by the series of the first row, or None.

    Raises WarehouseError for policy rates of another country or in the API's form.
    """
    head = document.head()
    if head.startswith(_API_HEAD) and "Central bank policy rates" in head:
        raise document.error(
            "these are policy rates in the form of the BIS's API, which is not read;"
            " export the series from the BIS Data Portal as CSV"
        )
    found = _SERIES.search(head)
    if not head.startswith(TITLE) or found is None:
        return None
    name = f"bis_policy_rates_{found[1].lower()}"
    if name not in _KNOWN:
        raise document.error(
            f"this is the BIS policy rate of {found[1]}, and only those of JP and US"
            " are read; land one of these"
        )
    return name


def parse_policy_rates(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Policy rates at the end of the month, percent per year.

    Raises WarehouseError for another header, series, unit or status, a day that is
    no month's last, a month that appears twice, a last line that is cut off.
    """
    rows = [row for row in document.rows(",", "utf-8") if not row.is_blank]
    if len(rows) < 4 or tuple(rows[2].cells) != HEADER:
        raise document.error(
            "the header of the export is not the known one; check what the BIS changed"
            " before you extend the reader",
            rows[min(2, len(rows) - 1)].line_number,
            ",".join(rows[min(2, len(rows) - 1)].cells),
        )
    grid = Grid(document, rows[3:], len(HEADER), padded=False)
    for row in grid.rows:
        _reject_other(document, row, expected_columns)
    months = grid.days(
        PERIOD,
        lambda text: last_of_month(date.fromisoformat(text)),
        "the last day of a month, as in 2025-07-31",
    )
    cells = grid.melt(
        [VALUE],
        MISSING,
        by_row={
            "label": grid.column(KEY),
            "period": grid.column(PERIOD),
            "reference_date": months,
        },
        by_column={"measure": ["policy_rate"]},
    )
    reject_duplicates(document, cells, ["label", "reference_date"])
    return ParsedFile(cells)


def _reject_other(document: Document, row: Row, series: list[str]) -> None:
    for column, allowed in {**_SAID, KEY: tuple(series)}.items():
        if row.cells[column] not in allowed:
            raise document.error(
                f"{HEADER[column]} must be {' or '.join(map(repr, allowed))}; check"
                " what the BIS changed before you extend the reader",
                row.line_number,
                ",".join(row.cells),
            )
