"""Read somebody's spreadsheet into cells: a name, a day, a number, and where it stands.

Belongs here: the three shapes that such files have (months down, months across, one
figure a line), their days and numbers, in CSV and in Excel workbooks. Does not: what
the record says of them (`comparison.py`).
"""

import calendar
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from orchestration.errors import WarehouseError, printable
from orchestration.parsing.document import Document
from orchestration.storage.files import read_bytes

MAX_BYTES = 20_000_000
MAX_CELLS = 200_000
# What Excel wrote before 2007, and writes with a password.
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ADVICE = "open it and save it again as .xlsx or CSV"

_ISO = re.compile(r"(\d{4})[-/.Mm](\d{1,2})(?:[-/.](\d{1,2}))?(?:[ T].*)?")
_WORDS: tuple[str, ...] = (
    "%b-%y",
    "%b-%Y",
    "%b %Y",
    "%B %Y",
    "%B-%Y",
    "%b %y",
    "%d-%b-%Y",
    "%d %b %Y",
)
_WORDS += ("%m/%d/%Y", "%m/%Y", "%b. %Y", "%d %B %Y", "%B %d, %Y")
_NO_FIGURE = {"", ".", "-", "--", "na", "n.a.", "n/a", "#n/a", "nan", "null", "*"}


@dataclass(frozen=True)
class Cell:
    """One figure of the file: `field` is its column where each line has a name."""

    line: int
    column: int
    label: str
    field: str
    day: date
    text: str
    value: float
    decimals: int


@dataclass(frozen=True)
class SheetRead:
    """The figures of a file, and of a workbook which sheet they are of."""

    cells: list[Cell]
    title: str | None = None  # None of a text file


def read_sheet(path: Path, title: str | None = None) -> SheetRead:
    """Read every figure that has a name and a day; of a workbook one sheet's.

    That is the one called `title`, else the first with such figures. Raises
    WarehouseError for a file that is too large, is no table, has no such sheet, or has
    no days in it.
    """
    content = read_bytes(path)
    name = printable(path)
    if len(content) > MAX_BYTES:
        raise WarehouseError(
            f"{name}: it has {len(content):,} bytes, more than the {MAX_BYTES:,} that"
            " are compared; keep the holders and months in question"
        )
    for found, rows in _tables(Document(str(path), content), title).items():
        cells = _months_across(rows) or _months_down(rows)
        if len(cells) > MAX_CELLS:
            raise WarehouseError(
                f"{name}: it has more than {MAX_CELLS:,} figures; keep the holders and"
                " months in question"
            )
        if cells:
            return SheetRead(cells, found or None)
    raise WarehouseError(
        f"{name}: no figures with a month or day were found; a column of months"
        " (2026-04), or a line of them, has to name them"
    )


_Rows = list[list[str]]


def _tables(document: Document, title: str | None) -> Mapping[str, _Rows]:
    """Give the rows of each sheet by its title; those of a text file by none ("")."""
    content = document.content
    if content.startswith(b"PK"):
        sheets = _sheets(document)
        return sheets if title is None else {title: _called(document, sheets, title)}
    if content.startswith(_OLD_EXCEL):
        raise document.error(
            f"this is an old .xls workbook, or one with a password; {_ADVICE}"
        )
    if b"\0" in content[:10_000]:
        raise document.error(f"this is no text and no .xlsx workbook; {_ADVICE}")
    if title is not None:
        raise document.error("it is no workbook and has no sheets; leave --sheet out")
    return {"": _rows(content.decode("utf-8-sig", errors="replace"))}


def _sheets(document: Document) -> dict[str, _Rows]:
    """Read the sheets of a workbook that have cells."""
    from orchestration.parsing.workbook import (  # noqa: PLC0415 - slow to import
        filled_sheets,
        is_workbook,
    )

    try:
        is_known = is_workbook(document)
    except WarehouseError:
        raise document.error(
            f"the file is damaged or not complete; fetch it again, or {_ADVICE}"
        ) from None
    if not is_known:
        raise document.error(f"this is a zip, but no .xlsx workbook; {_ADVICE}")
    return filled_sheets(document, _text_of_cell, _ADVICE)


def _called(document: Document, sheets: Mapping[str, _Rows], title: str) -> _Rows:
    if title not in sheets:
        shown = ", ".join(map(printable, sheets))
        raise document.error(
            f"no sheet with cells is called {printable(title)!r}; name one of: {shown}"
        )
    return sheets[title]


def _text_of_cell(cell: Any) -> str:  # noqa: ANN401 - openpyxl has no types
    """Print a cell of a workbook as CSV has it; an error such as #N/A is no figure."""
    from orchestration.parsing.workbook import plain_number  # noqa: PLC0415

    value = cell.value
    if value is None or isinstance(value, bool) or cell.data_type == "e":
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{plain_number(value * 100.0)}%"
    return plain_number(value) if isinstance(value, float) else str(value).strip()


def _rows(text: str) -> list[list[str]]:
    """Split into cells; the delimiter is the one that most of the first lines have."""
    head = text[:5_000]
    delimiter = max(",;\t|", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        return []
    return [[cell.strip() for cell in row] for row in rows]


def _months_across(rows: Sequence[list[str]]) -> list[Cell]:
    """Read a table with a line of months, and a name before each line of figures."""
    for number, row in enumerate(rows[:50]):
        days = {place: day for place, text in enumerate(row) if (day := to_day(text))}
        if len(days) < 2 or 0 in days:
            continue
        first = min(days)
        return [
            cell
            for below, figures in enumerate(rows[number + 1 :], start=number + 2)
            if (label := _last_word(figures[:first]))
            for place, day in days.items()
            for cell in _cells(below, place, (label, ""), day, figures)
        ]
    return []


def _last_word(cells: Sequence[str]) -> str:
    """Choose the name of a line: the first of its cells that is no number."""
    return next((cell for cell in cells if cell and to_number(cell) is None), "")


def _months_down(rows: Sequence[list[str]]) -> list[Cell]:
    """Read a table with a column of days: a name per column, or one in each line."""
    width = max((len(row) for row in rows[:200]), default=0)
    counts = [_count(rows, place) for place in range(width)]
    if not counts or not max(counts):
        return []
    dated = counts.index(max(counts))
    number = next(n for n, row in enumerate(rows) if _day_in(row, dated))
    heading = rows[number - 1] if number else []
    body = [
        (line, row, day)
        for line, row in enumerate(rows[number:], start=number + 1)
        if (day := _day_in(row, dated))
    ]
    named = _name_column([row for _, row, _ in body], dated, width)
    return [
        cell
        for line, row, day in body
        for place in range(min(width, len(row)))
        if place not in (dated, named)
        for cell in _cells(line, place, _names(heading, row, place, named), day, row)
    ]


def _count(rows: Sequence[list[str]], place: int) -> int:
    return sum(1 for row in rows[:1000] if _day_in(row, place))


def _day_in(row: Sequence[str], place: int) -> date | None:
    return to_day(row[place]) if place < len(row) else None


def _name_column(rows: Sequence[list[str]], dated: int, width: int) -> int | None:
    """Find the column that names a holder in each line; None where columns do."""
    for place in range(width):
        texts = [row[place] for row in rows[:200] if place < len(row)]
        words = [text for text in texts if re.search(r"[A-Za-z]{2}", text)]
        words = [text for text in words if text.lower() not in _NO_FIGURE]
        if place != dated and len(words) > len(texts) / 2:
            return place
    return None


def _names(
    heading: Sequence[str], row: Sequence[str], place: int, named: int | None
) -> tuple[str, str]:
    """Give a figure's name and field."""
    above = heading[place] if place < len(heading) else ""
    if named is None:
        return above, ""
    return row[named] if named < len(row) else "", above


def _cells(
    line: int, place: int, names: tuple[str, str], day: date, row: Sequence[str]
) -> Iterator[Cell]:
    """Give the figure at a place of a line; none where there is no number or name."""
    text = row[place] if place < len(row) else ""
    value = to_number(text)
    if value is not None and names[0]:
        decimals = len(text.rstrip(" %)").partition(".")[2])
        yield Cell(line, place + 1, *names, day, text, value, decimals)


def to_day(text: str) -> date | None:
    """Read a day, or a month as its last day; None for what is neither."""
    words = text.strip()
    if not 5 <= len(words) <= 25 or not any(char.isdigit() for char in words):
        return None
    if found := _ISO.fullmatch(words):
        return _of_numbers(int(found[1]), int(found[2]), found[3])
    for form in _WORDS:
        try:
            read = datetime.strptime(words, form)  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
        has_day = "%d" in form
        return read.date() if has_day else _of_numbers(read.year, read.month, None)
    return None


def _of_numbers(year: int, month: int, day: str | None) -> date | None:
    if not (1900 <= year <= 2100 and 1 <= month <= 12):
        return None
    last = calendar.monthrange(year, month)[1]
    number = int(day) if day else last
    return date(year, month, number) if 1 <= number <= last else None


def to_number(text: str) -> float | None:
    """Read a number as people write it; None for none."""
    words = (
        text.strip().replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "")
    )
    if words.lower() in _NO_FIGURE:
        return None
    negative = words.startswith("(") and words.endswith(")")
    words = words.strip("()").replace(",", "").replace("$", "").rstrip("%").strip()
    try:
        value = float(words)
    except ValueError:
        return None
    if value != value or abs(value) > 1e15:  # noqa: PLR0124 - no number is unequal itself
        return None
    return -value if negative else value
