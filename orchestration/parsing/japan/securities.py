"""Parse transactions in securities by week: MOF `week.csv`, from 2005.

100 million yen, reported by designated major investors: smaller than the balance of
payments, and out within days. Weeks run from Sunday to Saturday and are named in
full-width figures (2026.8.2~8.8). Each side has eleven columns; net is printed beside
what was acquired and disposed of. The heading of the weeks is one quoted cell of two
lines. Footnotes are ignored on purpose; headings are known or raise.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, takewhile

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    reject_duplicates,
    to_date,
)
from orchestration.parsing.grid import Grid, check_end, check_unit
from orchestration.parsing.japan.eras import ENCODING, plain

UNIT = "Unit: 100 million Yen"
TITLE = "International Transactions in Securities (Weekly"
_WIDTH = 23
_STEPS = ["Acquisition", "Disposition", "Net"]
_KINDS = {
    0: "Equity and investment fund shares",
    3: "Long-term debt securities",
    6: "Subtotal",
    7: "Short-term debt securities",
    10: "Total",
}
# The three English lines of the heading, by the place of each word.
_SECTIONS = {
    1: "1. Portfolio Investment Assets",
    12: "2. Portfolio Investment Liabilities",
}
_CATEGORIES = {first + at: name for first in _SECTIONS for at, name in _KINDS.items()}
_MEASURES = dict(
    enumerate([*_STEPS, *_STEPS, "Net", *_STEPS, "Net"] * len(_SECTIONS), start=1)
)
_HEADINGS = (_SECTIONS, _CATEGORIES, _MEASURES)
_WEEK = re.compile(
    r"(\d{4})\.(\d{1,2})\.(\d{1,2}) ?[~〜] ?(?:(\d{4})\.)?(\d{1,2})\.(\d{1,2})"
)
_TWO_LINES = re.compile('"(期間)\r?\n(Period)"([^\r\n]*)(\r?\n)')
_UPDATE = re.compile(r"Final Update ([A-Z][a-z]+) (\d{1,2}) ?, ?(\d{4})")


def recognise(document: Document) -> str | None:
    """`mof_securities_week`, or None, by the English title."""
    return "mof_securities_week" if TITLE in document.head() else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Every cell of every week.

    Raises WarehouseError for a changed unit or heading, an unknown mark, a week that
    is missing, out of order or not from Sunday to Saturday.
    """
    lines = rows(document)
    first = next((at for at, row in enumerate(lines) if week(row)), None)
    if first is None:
        raise document.error("the file has no rows of weeks; fetch it again")
    heading = lines[:first]
    _reject_other_heading(document, heading)
    body = lines[first:]
    weeks = list(takewhile(lambda row: not row.is_blank, body))
    grid = Grid(
        document,
        weeks,
        _WIDTH,
        below=body[len(weeks) :],
        is_data=lambda row: bool(week(row)),
    )
    check_end(document, lines[-1])
    cells = grid.melt(
        range(1, _WIDTH),
        (),
        by_row={
            "period": grid.column(0),
            "reference_date": _saturdays(document, weeks),
        },
        by_column={"label": _labels(), "measure": expected_columns},
    )
    reject_duplicates(document, cells, ["reference_date", "measure"])
    return ParsedFile(cells, _stated_release(document, heading))


def rows(document: Document) -> list[Row]:
    """All lines, the heading of the weeks on one and a blank one below it.

    So every other line keeps its number. Raises WarehouseError as `Document.rows`.
    """
    text = document.text(ENCODING)
    joined = _TWO_LINES.sub(r"\1 \2\3\4\4", text, count=1)
    return Document(document.name, joined.encode(ENCODING)).rows(",", ENCODING)


def week(row: Row) -> re.Match[str] | None:
    """Match the first cell of a week: its Sunday and its Saturday; None for others."""
    return _WEEK.fullmatch(plain(row.cells[0])) if row.cells else None


def _reject_other_heading(document: Document, heading: Sequence[Row]) -> None:
    printed = [
        {at: plain(cell) for at, cell in enumerate(row.cells) if plain(cell)}
        for row in heading
    ]
    check_unit(document, [cell for line in printed for cell in line.values()], UNIT)
    for known in _HEADINGS:
        if known not in printed:
            raise document.error(
                f"no line of the heading reads {', '.join(known.values())!r}, each word"
                " above its column; check what the publisher changed before you extend"
                " the reader"
            )


def _saturdays(document: Document, rows: Sequence[Row]) -> list[date]:
    weeks = [_days(document, row) for row in rows]
    for (before, after), row in zip(pairwise(weeks), rows[1:], strict=True):
        if after[0] != before[1] + timedelta(days=1):
            raise document.error(
                f"this week does not follow the one that ends on {before[1]}; fetch the"
                " file again",
                row.line_number,
                row.cells[0],
            )
    return [last for _, last in weeks]


def _days(document: Document, row: Row) -> tuple[date, date]:
    """Sunday and Saturday; a last day without a year may lie in the next one."""
    found = week(row)
    if not found:
        raise document.error(
            "this is not a week as in 2026.8.2~8.8; fetch the file again",
            row.line_number,
            row.cells[0],
        )
    year, month, day, last_year, last_month, last_day = found.groups()
    first = to_date(document, row, int(year), int(month), int(day))
    if last_year is None:
        last_year = int(year) + (int(last_month) < int(month))
    last = to_date(document, row, int(last_year), int(last_month), int(last_day))
    if first.isoweekday() != 7 or last - first != timedelta(days=6):
        raise document.error(
            "this is not a week from Sunday to Saturday; fetch the file again",
            row.line_number,
            row.cells[0],
        )
    return first, last


def _labels() -> list[str]:
    """Name what each column holds: its side, the kind above it, its step."""
    labels: list[str] = []
    for column, step in _MEASURES.items():
        side = max(first for first in _SECTIONS if first <= column)
        kind = max(at for at in _KINDS if at <= column - side)
        name = _SECTIONS[side].removeprefix("1. ").removeprefix("2. ")
        labels.append(f"{name}, {_KINDS[kind]}, {step}")
    return labels


def _stated_release(document: Document, heading: Sequence[Row]) -> date | None:
    for row in heading:
        for cell in row.cells:
            found = _UPDATE.fullmatch(plain(cell))
            if found and found[1][:3] in MONTH_NUMBERS:
                month = MONTH_NUMBERS[found[1][:3]]
                return to_date(document, row, int(found[3]), month, int(found[2]))
    raise document.error(
        "the heading names no day of update; check what the publisher changed before"
        " you extend the reader"
    )
