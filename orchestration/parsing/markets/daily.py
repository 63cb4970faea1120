"""Parse what the daily grids share: a header of series and one row per day.

Belongs here: the walk through such a grid. Does not: any publisher's layout, which is
a `Layout` in the publisher's own module: the lines above the header, how a date is
written, the mark for a missing figure.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache, partial
from itertools import pairwise

from orchestration.parsing.document import (
    Document,
    ParsedFile,
    Row,
    month_end,
    reject_duplicates,
)
from orchestration.parsing.grid import Grid


@dataclass(frozen=True)
class Layout:
    """What a reader must know about one kind of file."""

    measure: str
    missing: tuple[str, ...]
    date_formats: tuple[str, ...] = ()
    read_date: Callable[[str], date] | None = None  # where no format says it
    ends_with_newline: bool = True


def reject_unknown(
    document: Document, header: Row, expected_columns: Sequence[str]
) -> None:
    """Raise WarehouseError for a column that is not expected or appears twice."""
    names = header.trimmed()[1:]
    unknown = [name for name in names if name not in expected_columns]
    if unknown or not names:
        raise document.error(
            f"the column {unknown[0] if unknown else ''!r} is unknown; if the publisher"
            " added it, list it in the source's block",
            header.line_number,
            ",".join(header.cells),
        )
    if len(set(names)) != len(names):
        raise document.error("a column appears twice", header.line_number)


def parse_grid(
    document: Document, layout: Layout, rows: list[Row], header: int
) -> ParsedFile:
    """Melt a daily grid.

    Raises WarehouseError for a date that does not read, days out of order, a row
    that does not fit its header, a last line that is cut off.
    """
    names = rows[header].trimmed()[1:]
    data = [row for row in rows[header + 1 :] if not row.is_blank]
    grid = Grid(document, data, len(names) + 1, ends=layout.ends_with_newline)
    if not document.content.endswith((b"\n", b"\r")):
        _reject_shortened(document, data, len(names) + 1)
    cells = grid.melt(
        range(1, len(names) + 1),
        layout.missing,
        by_row={"period": grid.column(0), "reference_date": _dates(grid, layout)},
        by_column={"label": names, "measure": [layout.measure for _ in names]},
    )
    reject_duplicates(document, cells, ["label", "reference_date"])
    return ParsedFile(cells)


def _reject_shortened(document: Document, data: list[Row], width: int) -> None:
    """Where no line end closes a file, its last figure must be like the others."""
    *others, last = [cell for row in data for cell in row.cells[1:width]]
    decimals = {_decimals(cell) for cell in others if cell[-1:].isdigit()}
    above = others[-width + 1] if len(data) > 1 else others[-1]
    is_gone = not last and above
    if is_gone or (last and len(decimals) == 1 and _decimals(last) not in decimals):
        raise document.error(
            "the last figure is shorter than the others, so the file is cut off; fetch"
            " it again",
            data[-1].line_number,
            ",".join(data[-1].cells),
        )


def _decimals(figure: str) -> int:
    return len(figure.partition(".")[2])


def _dates(grid: Grid, layout: Layout) -> list[date]:
    read = _date_reader(layout, grid.rows[0].cells[0])
    dates = grid.days(0, lambda text: read(text.strip()), "a date as in the rows above")
    ascending = dates[0] < dates[-1]
    for (earlier, later), row in zip(pairwise(dates), grid.rows[1:], strict=True):
        if (earlier < later) != ascending and earlier != later:
            raise grid.document.error(
                "this day is out of order; the file may be put together from two, so"
                " fetch it again",
                row.line_number,
                ",".join(row.cells),
            )
    return dates


def _date_reader(layout: Layout, example: str) -> Callable[[str], date]:
    """One format for the whole file, the first that reads the first row."""
    if layout.read_date:
        return layout.read_date
    for form in layout.date_formats:
        try:
            datetime.strptime(example.strip(), form)  # noqa: DTZ007
        except ValueError:
            continue
        if form == "%Y-%m-%d":
            return date.fromisoformat
        return partial(read_in_form, form=form)
    return date.fromisoformat  # raises on the first row, naming it


# What strptime takes for each, which needs as long for a day as all else of it does.
_DIGITS = {
    "%Y": r"(?P<year>\d{4})",
    "%m": r"(?P<month>1[0-2]|0?[1-9])",
    "%d": r"(?P<day>3[01]|[12]\d|0?[1-9])",
}


@lru_cache(maxsize=2**16)  # vintages of one series name the same days
def read_in_form(text: str, form: str) -> date:
    """Read a day, or the last day of a month; raises ValueError for any other text."""
    if numbers := _pattern(form):
        parts = numbers.fullmatch(text)
        if not parts:
            raise ValueError(text)
        year, month = int(parts["year"]), int(parts["month"])
        return (
            date(year, month, int(parts["day"]))
            if "%d" in form
            else month_end(year, month)
        )
    found = datetime.strptime(text, form).date()  # noqa: DTZ007
    return found if "%d" in form else month_end(found.year, found.month)


@cache
def _pattern(form: str) -> re.Pattern[str] | None:
    """Make a form of whole numbers a pattern; None for one with names of months."""
    pattern = re.escape(form)
    for part, digits in _DIGITS.items():
        pattern = pattern.replace(part, digits)
    return None if "%" in pattern or r"\ " in pattern else re.compile(pattern)
