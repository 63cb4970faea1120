"""Daily grids: Treasury par yields, FRED, H.15 of the Fed's DDP, JGB, ECB rates.

All are a header of series and one row per day; they differ in what stands above the
header, in how a date is written and in the mark for a missing figure. What is
particular to a layout is its entry in LAYOUTS; the walk through the file is shared.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import pairwise

from orchestration.parsing.archive import is_zip, member, member_names
from orchestration.parsing.document import (
    Document,
    ParsedFile,
    Row,
    melt,
    month_end,
    refuse_duplicates,
    refuse_open_end,
)

MAX_UNPACKED_BYTES = 64 * 1024 * 1024  # thirty times the real file: a bomb is larger


@dataclass(frozen=True)
class Layout:
    """What a reader must know about one kind of file."""

    measure: str
    missing: tuple[str, ...]
    date_formats: tuple[str, ...]
    encoding: str = "ascii"
    ends_with_newline: bool = True


TREASURY = Layout(
    "par_yield", ("",), ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d"), ends_with_newline=False
)
FRED = Layout("value", ("", "."), ("%Y-%m-%d",))
FED_DDP = Layout(
    "value", ("", "ND", "NA"), ("%Y-%m-%d", "%Y-%m"), ends_with_newline=False
)
MOF_JGB = Layout("par_yield", ("-",), ("%Y/%m/%d",), encoding="cp932")
ECB = Layout("units_per_eur", ("N/A",), ("%Y-%m-%d", "%d %B %Y"))
# Until May 2024 the ECB ended the history without a line end: a comma closes each row.
ECB_UNTIL_2024 = replace(ECB, ends_with_newline=False)

_MONTHLY = re.compile(r'^"?Unique Identifier: *"?,"?[^",]+\.M"?[,\r\n]', re.M)
_DDP_HEADS = {"Unit:", "Multiplier:", "Unique Identifier:", "Time Period"}
_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("us_treasury_par_yields", re.compile(r'Date,"?1 Mo"?,|Date,"?3 Mo"?,')),
    ("fed_h15", re.compile(r'"?Series Description"?,')),
    ("mof_jgb", re.compile(r"Interest Rate\b[^\n]*\nDate,1Y,")),
    ("ecb_fx", re.compile(r"Date, ?USD, ?JPY, ?")),
    ("fred", re.compile(r"(DATE|date|Date|observation_date),\w+(,\w+)*\r?$", re.M)),
)


def recognise(document: Document) -> str | None:
    """The family by the first lines (the ECB's history may be zipped), or None.

    FRED files name their series in the header; the other families with two files
    tell them apart by how much history they hold or how often they have a figure.
    """
    if is_zip(document) and not _holds_one_csv(document):
        return None
    document = unzipped(document)
    head = document.head()
    family = next((name for name, form in _HEADS if form.match(head)), None)
    title = head.partition("\n")[0]
    if family == "mof_jgb":
        is_current = re.search(r"\(\w+ \d{4}\)", title)
        return "mof_jgb_current" if is_current else "mof_jgb_all"
    if family == "ecb_fx":
        is_one_day = document.content.count(b"\n") <= 2
        return "ecb_fx_daily" if is_one_day else "ecb_fx_history"
    if family == "fed_h15" and _MONTHLY.search(document.head(50_000)):
        return "fed_h15_monthly"
    return family


def series_named(document: Document) -> list[str]:
    """The FRED series that the header names; empty for a re-save without names."""
    names = document.head().splitlines()[0].strip().split(",")[1:]
    return [name.upper() for name in names if name.lower() != "value"]


def parse_treasury(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Par yields in percent, one column per tenor; the set differs by year.

    Raises WarehouseError for an unknown tenor and all that `_parse` refuses.
    """
    rows = document.rows(",")
    _refuse_unknown(document, rows[0], expected_columns)
    return _parse(document, TREASURY, rows, header=0)


def parse_fred(document: Document, expected_columns: list[str]) -> ParsedFile:
    """One or more FRED series; `expected_columns` are the series' own names.

    A re-save with the heading `Value` takes the one expected name. Raises
    WarehouseError for a series that is not expected and all that `_parse` refuses.
    """
    rows = document.rows(",")
    names = series_named(document) or list(expected_columns)
    if len(names) != len(rows[0].trimmed()) - 1:
        raise document.error(
            "the heading names no series; say which one it is with --series",
            1,
            ",".join(rows[0].cells),
        )
    rows[0] = Row(1, ["DATE", *names])
    _refuse_unknown(document, rows[0], expected_columns)
    return _parse(document, FRED, rows, header=0)


def parse_fed_ddp(document: Document, expected_columns: list[str]) -> ParsedFile:
    """H.15 from the Fed's DDP, keyed on the unique identifier, percent a year.

    Raises WarehouseError for a unit or multiplier that is not percent times one,
    an identifier that is not expected and all that `_parse` refuses.
    """
    rows = document.rows(",")
    heads = {row.cells[0].strip(): row for row in rows[:6] if row.cells}
    if not heads.keys() >= _DDP_HEADS:
        raise document.error("the six heading lines of the Fed's DDP are not complete")
    _refuse_other(document, heads["Unit:"], ("Percent:_Per_Year", "Percent"))
    _refuse_other(document, heads["Multiplier:"], ("1",))
    identifiers = heads["Unique Identifier:"]
    _refuse_unknown(document, identifiers, expected_columns)
    return _parse(document, FED_DDP, [identifiers, *rows[6:]], header=0)


def _refuse_other(document: Document, row: Row, allowed: Sequence[str]) -> None:
    for cell in row.cells[1:]:
        if cell.strip() not in allowed:
            raise document.error(
                f"{row.cells[0].strip()} must be {' or '.join(allowed)} everywhere;"
                " check what the publisher changed before you extend the reader",
                row.line_number,
                cell,
            )


def parse_mof_jgb(document: Document, expected_columns: list[str]) -> ParsedFile:
    """JGB par yields in percent; a note in cp932 may close the current month.

    Raises WarehouseError for a changed unit, an unknown tenor and all that
    `_parse` refuses.
    """
    rows = [
        row
        for row in document.rows(",", MOF_JGB.encoding)
        if not row.is_blank and not is_note(row)
    ]
    if rows[0].trimmed()[-1:] != ["(Unit : %)"]:
        raise document.error(
            "the first line must end with the unit as (Unit : %); it may have changed,"
            " so check the publisher's page",
            1,
            ",".join(rows[0].trimmed()),
        )
    _refuse_unknown(document, rows[1], expected_columns)
    return _parse(document, MOF_JGB, rows, header=1)


def is_note(row: Row) -> bool:
    """True for the Japanese note mark, which begins a line that holds no figures."""
    return row.cells[0].strip().startswith("※")


def parse_ecb(document: Document, expected_columns: list[str]) -> ParsedFile:
    """ECB reference rates, foreign units per euro; each line ends in a comma.

    Raises WarehouseError for an unknown currency, a zip that holds anything but one
    CSV of reasonable size, and all that `_parse` refuses.
    """
    inner = unzipped(document)
    rows = [
        Row(row.line_number, [cell.strip() for cell in row.cells])
        for row in inner.rows(",")
    ]
    _refuse_unknown(inner, rows[0], expected_columns)
    is_closed = inner.content.endswith(b",") and len(rows[-1].cells) == len(
        rows[0].cells
    )
    return _parse(inner, ECB_UNTIL_2024 if is_closed else ECB, rows, header=0)


def unzipped(document: Document) -> Document:
    """The one CSV that a zip holds; any other document as it is.

    Raises WarehouseError for a damaged zip or too much content.
    """
    if not is_zip(document):
        return document
    return member(document, member_names(document)[0], MAX_UNPACKED_BYTES)


def _holds_one_csv(document: Document) -> bool:
    names = member_names(document)
    return len(names) == 1 and names[0].endswith(".csv")


def _refuse_unknown(
    document: Document, header: Row, expected_columns: Sequence[str]
) -> None:
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
        raise document.error("a column stands twice", header.line_number)


def _parse(
    document: Document, layout: Layout, rows: list[Row], header: int
) -> ParsedFile:
    """Melt a daily grid.

    Raises WarehouseError for a date that does not read, days out of order, a row
    that does not fit its header, a last line that is cut off.
    """
    names = rows[header].trimmed()[1:]
    data = [row for row in rows[header + 1 :] if not row.is_blank]
    if not data:
        raise document.error("the file has a header but no rows; fetch it again")
    _refuse_cut_off(document, layout, data, len(names) + 1)
    dates = _dates(document, layout, data)
    cells = melt(
        document,
        data,
        range(1, len(names) + 1),
        layout.missing,
        by_row={"period": [row.cells[0] for row in data], "reference_date": dates},
        by_column={"label": names, "measure": [layout.measure for _ in names]},
    )
    refuse_duplicates(document, cells, ["label", "reference_date"])
    return ParsedFile(cells)


def _refuse_cut_off(
    document: Document, layout: Layout, data: list[Row], width: int
) -> None:
    for row in data:
        if len(row.cells) < width or any(cell for cell in row.cells[width:]):
            raise document.error(
                f"this row has {len(row.cells)} cells where the header has {width};"
                " the file may be cut off, so fetch it again",
                row.line_number,
                ",".join(row.cells),
            )
    if layout.ends_with_newline:
        refuse_open_end(document, data[-1])
    elif not document.content.endswith((b"\n", b"\r")):
        _refuse_shortened(document, data, width)


def _refuse_shortened(document: Document, data: list[Row], width: int) -> None:
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


def _dates(document: Document, layout: Layout, data: list[Row]) -> list[date]:
    read = _date_reader(layout, data[0].cells[0])
    dates: list[date] = []
    for row in data:
        try:
            dates.append(read(row.cells[0].strip()))
        except ValueError:
            raise document.error(
                "this is not a date as in the rows above",
                row.line_number,
                ",".join(row.cells),
            ) from None
    ascending = dates[0] < dates[-1]
    for (earlier, later), row in zip(pairwise(dates), data[1:], strict=True):
        if (earlier < later) != ascending and earlier != later:
            raise document.error(
                "this day is out of order; the file may be put together from two, so"
                " fetch it again",
                row.line_number,
                ",".join(row.cells),
            )
    return dates


def _date_reader(layout: Layout, example: str) -> Callable[[str], date]:
    """One format for the whole file, the first that reads the first row."""
    for form in layout.date_formats:
        try:
            datetime.strptime(example.strip(), form)  # noqa: DTZ007
        except ValueError:
            continue
        if form == "%Y-%m-%d":
            return date.fromisoformat
        return partial(_read_date, form=form)
    return date.fromisoformat  # raises on the first row, naming it


def _read_date(text: str, form: str) -> date:
    found = datetime.strptime(text, form).date()  # noqa: DTZ007
    return found if "%d" in form else month_end(found.year, found.month)
