"""Give parsers a file: bytes, text, rows, and errors that name the place.

Belongs here: strict decoding and splitting, strict numbers, and the shape of a
parsed file. Does not: anything that only one layout needs.
"""

import csv
import io
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy
import pandas

from orchestration.errors import WarehouseError, printable

CELL_COLUMNS = (
    "line_number",  # 1-based line of the file
    "column_number",  # 1-based cell of that line
    "label",  # the row's name as printed
    "code",  # the publisher's code, null where the file has none
    "period",  # the month or day as printed
    "reference_date",  # that month's last day, or that day
    "measure",  # the column's name as printed
    "segment",  # the publisher's series numeral or table, null where there is none
    "cell_text",  # exactly what the cell says
    "cell_value",  # the same as a number in the file's own unit; null if missing
)

# Of these the ones that repeat from row to row, or from column to column.
_NAMES = {"label", "code", "period", "measure"}

_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, start=1)}

# Thousands separators are read where they stand right; the older TIC files had them.
_NUMBER = re.compile(r"-?((\d{1,3}(,\d{3})+|\d+)(\.\d*)?|\.\d+)")
# Four times the largest file that is known (Form S: 41,538 lines, 756,112 cells). A
# line and a cell take some 200 and 60 bytes of memory, however short they are.
MOST_LINES = 170_000
MOST_CELLS = 3_000_000

_HTML_PAGE = re.compile(rb"\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE)


@dataclass(frozen=True)
class ParsedFile:
    """What a parser returns.

    `cells` has CELL_COLUMNS, one row per data cell of the file, missing ones too.
    `stated_release` is the release date that the file's own text names, or None.
    """

    cells: pandas.DataFrame
    stated_release: date | None = None


class Row(NamedTuple):
    """One line of a delimited file, with its number."""

    line_number: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        """True where no cell of the line says anything."""
        return not any(cell.strip() for cell in self.cells)

    def trimmed(self) -> list[str]:
        """Return the cells without the empty ones that fill the line up."""
        width = len(self.cells)
        while width and not self.cells[width - 1].strip():
            width -= 1
        return self.cells[:width]


class Document:
    """The bytes of one file under the name that its user knows."""

    counted_in = "line"  # what the numbers of places count

    def __init__(self, name: str, content: bytes) -> None:
        """Hold the bytes; nothing is decoded before a parser asks."""
        self.name = name
        self.content = content

    @property
    def looks_like_html_page(self) -> bool:
        """True for a web page; Table 5's HTML is a bare table, not a page."""
        return bool(_HTML_PAGE.match(self.content[:200].lstrip(b"\xef\xbb\xbf")))

    def head(self, size: int = 4000) -> str:
        """Return the first characters, for recognition only; never fails.

        Empty for a zip: one that stores a file as it is would pass for that file.
        """
        if self.content.startswith(b"PK\x03\x04"):
            return ""
        return self.content[:size].decode("latin-1").lstrip("\ufeffï»¿")

    def error(
        self, problem: str, line_number: int | None = None, text: str | None = None
    ) -> WarehouseError:
        """Make a WarehouseError that says file, line and text before the problem."""
        place = printable(self.name)
        if line_number is not None:
            place += f", {self.counted_in} {line_number}"
        quoted = "" if text is None else f" ({quoted_text(text)})"
        return WarehouseError(f"{place}{quoted}: {problem}")

    def text(self, encoding: str = "ascii") -> str:
        """Return the decoded text without a byte order mark.

        Raises WarehouseError naming the line and the byte that does not decode.
        """
        content = self.content.removeprefix(b"\xef\xbb\xbf")
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as problem:
            line_number = content.count(b"\n", 0, problem.start) + 1
            line = content.splitlines()[line_number - 1].decode("latin-1")
            raise self.error(
                f"the byte 0x{content[problem.start]:02x} is not {encoding}, which is"
                " how this file is published; fetch it again without letting a"
                " program re-save it",
                line_number,
                line,
            ) from None

    def rows(self, delimiter: str, encoding: str = "ascii") -> list[Row]:
        """All lines split into cells, blank lines included.

        Line numbers are those of a text editor: a quoted line break would shift
        them, so it raises WarehouseError, as an unclosed quote does.
        """
        text = self.text(encoding)
        self._reject_too_many(text, delimiter)
        text += "\n" if text.endswith("\n") else "\n\n"  # shows a quote open at the end
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows: list[Row] = []
        try:
            for cells in reader:
                if reader.line_num != len(rows) + 1:
                    break
                rows.append(Row(reader.line_num, cells))
            else:
                return rows[:-1]
        except csv.Error:  # a cell longer than any: the quotation mark ran away with it
            pass
        raise self.error(
            "a quotation mark opened here is not closed on its line; the file is"
            " damaged, fetch it again",
            len(rows) + 1,
            text.splitlines()[len(rows)],
        )

    def _reject_too_many(self, text: str, delimiter: str) -> None:
        lines = max(text.count("\n"), text.count("\r"))
        if lines > MOST_LINES or lines + text.count(delimiter) > MOST_CELLS:
            raise self.error(
                f"it has more than {MOST_LINES:,} lines or {MOST_CELLS:,} cells, four"
                " times as many as any file that is known; check what it holds"
            )


class RecordDocument(Document):
    """A JSON or XML, whose places are its records: it may be one long line."""

    counted_in = "record"


def quoted_text(text: str, width: int = 80) -> str:
    """Text out of a file for a message: in quotes, printable, at most so wide."""
    whole = " ".join(text.split())
    for length in range(width, 1, -1):
        shown = whole if len(whole) <= length else whole[: length - 1] + "…"
        if len(repr(shown)) <= width + 2:  # an escape is wider than its character
            return repr(shown)
    return repr("…")


def to_numbers(
    document: Document,
    texts: Sequence[str],
    line_numbers: Sequence[int] | numpy.ndarray,
    missing: Iterable[str],
) -> numpy.ndarray:
    """Numbers for cell texts; a known missing mark becomes NaN.

    Raises WarehouseError naming the line of the first text that is neither.
    """
    known = _Numbers(dict.fromkeys(missing, numpy.nan))
    try:
        return numpy.fromiter(map(known.__getitem__, texts), float, len(texts))
    except _NoNumberError as problem:
        text = str(problem)
        raise document.error(
            "this cell is neither a number nor a known mark for a missing"
            " one; if the publisher has a new mark, add it to the parser",
            int(line_numbers[texts.index(text)]),
            text,
        ) from None


class _NoNumberError(ValueError):
    """A text that is neither a number nor a mark for a missing one."""


class _Numbers(dict[str, float]):
    """The numbers of texts, each read once, for most texts of a file repeat."""

    def __missing__(self, text: str) -> float:
        stripped = text.strip()
        value = self.get(stripped)
        if value is None:
            if not stripped or not _NUMBER.fullmatch(stripped):
                raise _NoNumberError(text)
            value = float(stripped.replace(",", ""))
        self[text] = value
        return value


def month_end(year: int, month: int) -> date:
    """Return the last day of a month, by which this warehouse names months."""
    return date(year, month, monthrange(year, month)[1])


def to_date(document: Document, row: Row, year: int, month: int, day: int) -> date:
    """Read a day of the calendar; raises WarehouseError naming the row."""
    try:
        return date(year, month, day)
    except ValueError:
        raise document.error(
            "this day is not in the calendar", row.line_number, " ".join(row.cells)
        ) from None


def melt(
    document: Document,
    rows: Sequence[Row],
    columns: Sequence[int],
    missing: Iterable[str],
    *,
    by_row: Mapping[str, Sequence[object]],
    by_column: Mapping[str, Sequence[object]],
) -> pandas.DataFrame:
    """Melt the given columns of the given rows into a frame of one line per cell.

    `by_row` and `by_column` give the other fields, one value for each row or for
    each column; fields in neither are null. Dates become datetime64, and names, which
    repeat on every row or in every column, categories.
    Raises WarehouseError for a cell that is neither a number nor a missing mark.
    """
    lines = numpy.repeat(
        numpy.array([row.line_number for row in rows], dtype="int32"), len(columns)
    )
    texts = [row.cells[column] for row in rows for column in columns]
    fields: dict[str, object] = {
        "line_number": lines,
        "column_number": numpy.tile(
            numpy.asarray(columns, dtype="int32") + 1, len(rows)
        ),
        "cell_text": texts,
        "cell_value": to_numbers(document, texts, lines, missing),
    }
    for name, values in by_row.items():
        fields[name] = _spread(
            name, values, numpy.repeat(numpy.arange(len(rows)), len(columns))
        )
    for name, values in by_column.items():
        fields[name] = _spread(
            name, values, numpy.tile(numpy.arange(len(columns)), len(rows))
        )
    nulls = dict.fromkeys(CELL_COLUMNS, None)
    return pandas.DataFrame({**nulls, **fields}, columns=list(CELL_COLUMNS))


def _spread(name: str, values: Sequence[object], places: numpy.ndarray) -> object:
    """Give each cell the value of its row or column."""
    if len(values) > 0 and isinstance(values[0], date):
        return numpy.array(values, dtype="datetime64[s]")[places]
    if name in _NAMES and all(isinstance(value, str) for value in values):
        # in the order of the alphabet, in which texts would be grouped
        codes, distinct = pandas.factorize(numpy.array(values, object), sort=True)
        return pandas.Categorical.from_codes(codes[places], pandas.Index(distinct))
    return numpy.array(values, dtype=object)[places]


def reject_duplicates(
    document: Document, cells: pandas.DataFrame, key: Sequence[str]
) -> None:
    """Raise WarehouseError where two cells of a file claim the same key."""
    repeated = cells.duplicated(list(key))
    if not repeated.any():
        return
    row = cells[repeated].iloc[0]
    same = (cells[list(key)] == row[list(key)]).all(axis="columns")
    raise document.error(
        f"{row['label']} {row['period']} {row['measure']} is already on line"
        f" {cells.loc[same, 'line_number'].iloc[0]}; a file must give each figure once,"
        " so fetch it again or remove the repeated row",
        int(row["line_number"]),
        str(row["cell_text"]),
    )
