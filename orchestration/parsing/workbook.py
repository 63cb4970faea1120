"""Excel workbooks in which a person has saved a table: the sheet as text.

Belongs here: the cells of sheets, and of the one sheet of a table, as the publisher's
text file prints them. Does not: what the table is, which the parsers know by that text.
"""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import openpyxl

from orchestration.errors import WarehouseError
from orchestration.parsing.archive import (
    heads,
    is_zip,
    member_names,
    unpacked_bytes,
)
from orchestration.parsing.document import MOST_CELLS, MOST_LINES, Document

MAX_UNPACKED_BYTES = 32 * 1024 * 1024  # Table 1, the largest, has some 7 million

_BOOK = "xl/workbook.xml"
_ADVICE = "land the publisher's own text file"
_DIGITS = 15  # as many as Excel shows; the others are those of binary fractions


def text_of(document: Document) -> Document | None:
    """Read a workbook's sheet as text with tabs, row by row; None for other files.

    Raises WarehouseError for a workbook that is damaged, too large or declares
    entities, has figures on several sheets or on none, or a cell that is no text,
    number or date.
    """
    if not is_workbook(document):
        return None
    with _opened(document, _ADVICE) as book:
        return _text_of_sheet(document, book)


def is_workbook(document: Document) -> bool:
    """Recognise an Excel workbook (.xlsx) by what is in it.

    Raises WarehouseError for a zip that is damaged.
    """
    return is_zip(document) and _BOOK in member_names(document)


def filled_sheets(
    document: Document, text_of_cell: Callable[[Any], str], advice: str
) -> dict[str, list[list[str]]]:
    """Read every sheet that has cells: its rows from the first, by the sheet's title.

    `text_of_cell` prints a cell of openpyxl, `advice` is what to do instead. Raises
    WarehouseError for a workbook that is damaged, too large or declares entities.
    """
    with _opened(document, advice) as book:
        sheets = {
            sheet.title: list(
                _rows(_place(document, sheet), sheet, text_of_cell, advice)
            )
            for sheet in book.worksheets
        }
    return {title: rows for title, rows in sheets.items() if any(map(any, rows))}


@contextmanager
def _opened(document: Document, advice: str) -> Iterator[Any]:
    """Open a workbook by openpyxl; what that raises becomes one sentence."""
    _reject_bomb(document, advice)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(document.content),
            read_only=True,
            data_only=True,
            keep_links=False,
        )
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its size may be anything
        yield book
    except WarehouseError:
        raise
    except Exception:
        raise document.error(f"this Excel workbook is damaged; {advice}") from None


def _reject_bomb(document: Document, advice: str) -> None:
    if unpacked_bytes(document) > MAX_UNPACKED_BYTES:
        raise document.error(
            f"this Excel workbook has more than {MAX_UNPACKED_BYTES:,} bytes unpacked,"
            f" more than any table that is read; {advice}"
        )
    for head in heads(document, MAX_UNPACKED_BYTES, MAX_UNPACKED_BYTES):
        if isinstance(head, WarehouseError):
            raise head
        text = head.content.replace(b"\0", b"")  # UTF-16 is read by openpyxl, too
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise head.error(
                "it declares a document type or entities, which Excel never does;"
                f" {advice}"
            )


def _text_of_sheet(document: Document, book: Any) -> Document:  # noqa: ANN401
    filled: dict[str, list[list[str]]] = {}
    for sheet in book.worksheets:
        place = _place(document, sheet)
        rows = list(_rows(place, sheet, None, _ADVICE))
        if any(any(row) for row in rows):
            filled[place.name] = rows
    if len(filled) != 1:
        raise document.error(
            f"this Excel workbook has {len(filled)} sheets with cells; save the one"
            " with the table alone, or land the publisher's own text file"
        )
    ((name, rows),) = filled.items()
    width = max(len(row) for row in rows)
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter="\t", lineterminator="\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return Document(name, target.getvalue().encode())


def _place(document: Document, sheet: Any) -> Document:  # noqa: ANN401
    """Name a sheet for messages, which count its rows."""
    place = Document(f"{document.name}, sheet {sheet.title}", b"")
    place.counted_in = "row"
    return place


def _rows(
    place: Document,
    sheet: Any,  # noqa: ANN401
    text_of_cell: Callable[[Any], str] | None,
    advice: str,
) -> Iterator[list[str]]:
    """Print the rows of a sheet, by `_text` where there is no other way."""
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [
            text_of_cell(cell) if text_of_cell else _text(place, number, cell)
            for cell in row
        ]
        while texts and not texts[-1]:
            texts.pop()
        cells += len(row)
        if number > MOST_LINES or cells > MOST_CELLS:
            raise place.error(
                f"it has more than {MOST_LINES:,} rows or {MOST_CELLS:,} cells, more"
                f" than any table that is read; {advice}"
            )
        yield texts


def _text(place: Document, number: int, cell: Any) -> str:  # noqa: ANN401
    """Print a cell as the text files do; a month is 2026-04, whatever its day."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool) or cell.data_type == "e":
        raise place.error("this cell is no text, number or date", number, str(value))
    if isinstance(value, str):
        return " ".join(value.splitlines())
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        has_day = "d" in cell.number_format.lower()
        return f"{value:%Y-%m-%d}" if has_day else f"{value:%Y-%m}"
    raise place.error("this cell is no text, number or date", number, str(value))


def plain_number(value: float) -> str:
    """Print a number without exponent, and without noise of binary fractions."""
    text = f"{value:.{_DIGITS}g}"
    return f"{float(text):.6f}".rstrip("0").rstrip(".") if "e" in text else text
