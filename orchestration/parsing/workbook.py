"""Excel workbooks in which a person has saved a table: the sheet as text.

Belongs here: the cells of the one sheet, as the publisher's text file prints them.
Does not: what the table is, which the parsers know by that text.
"""

import csv
import io
from collections.abc import Iterator
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
_DIGITS = 15  # as many as Excel shows; the others are those of binary fractions


def text_of(document: Document) -> Document | None:
    """Read a workbook's sheet as text with tabs, row by row; None for other files.

    Raises WarehouseError for a workbook that is damaged, too large or declares
    entities, has figures on several sheets or on none, or a cell that is no text,
    number or date.
    """
    if not is_zip(document) or _BOOK not in member_names(document):
        return None
    _reject_bomb(document)
    try:
        return _text_of_sheet(document)
    except WarehouseError:
        raise
    except Exception:
        raise document.error(
            "this Excel workbook is damaged; land the publisher's own text file"
        ) from None


def _reject_bomb(document: Document) -> None:
    if unpacked_bytes(document) > MAX_UNPACKED_BYTES:
        raise document.error(
            f"this Excel workbook has more than {MAX_UNPACKED_BYTES:,} bytes unpacked,"
            " more than any table that is read; land the publisher's own text file"
        )
    for head in heads(document, MAX_UNPACKED_BYTES, MAX_UNPACKED_BYTES):
        if isinstance(head, WarehouseError):
            raise head
        text = head.content.replace(b"\0", b"")  # UTF-16 is read by openpyxl, too
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise head.error(
                "it declares a document type or entities, which Excel never does; land"
                " the publisher's own text file"
            )


def _text_of_sheet(document: Document) -> Document:
    book = openpyxl.load_workbook(
        io.BytesIO(document.content), read_only=True, data_only=True, keep_links=False
    )
    filled: dict[str, list[list[str]]] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a sheet says of its size may be anything
        place = Document(f"{document.name}, sheet {sheet.title}", b"")
        place.counted_in = "row"
        rows = list(_rows(place, sheet))
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


def _rows(place: Document, sheet: Any) -> Iterator[list[str]]:  # noqa: ANN401
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [_text(place, number, cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        cells += len(row)
        if number > MOST_LINES or cells > MOST_CELLS:
            raise place.error(
                f"it has more than {MOST_LINES:,} rows or {MOST_CELLS:,} cells, more"
                " than any table that is read; land the publisher's own text file"
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
        return _plain(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        has_day = "d" in cell.number_format.lower()
        return f"{value:%Y-%m-%d}" if has_day else f"{value:%Y-%m}"
    raise place.error("this cell is no text, number or date", number, str(value))


def _plain(value: float) -> str:
    """Print a number without exponent, and without noise of binary fractions."""
    text = f"{value:.{_DIGITS}g}"
    return f"{float(text):.6f}".rstrip("0").rstrip(".") if "e" in text else text
