"""Save a text file of tabs as a workbook, as Excel does when a person opens it."""

import csv
import io
import re
from datetime import datetime

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

_MONTH = re.compile(r"(\d{4})-(\d\d)")
_INTEGER = re.compile(r"-?\d+")
_DECIMAL = re.compile(r"-?\d*\.\d+")


def workbook(*texts: str) -> bytes:
    """A workbook with a sheet for each text."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, text in enumerate(texts, start=1):
        _fill(book.create_sheet(f"table {number}"), text)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(sheet: Worksheet, text: str) -> None:
    for row, line in enumerate(text.splitlines(), start=1):
        cells = next(csv.reader([line], delimiter="\t"), [])
        for column, cell in enumerate(cells, start=1):
            if cell:
                target = sheet.cell(row, column)
                value = _value(cell)
                target.value = value
                if isinstance(value, datetime):
                    target.number_format = "mmm-yy"


def _value(text: str) -> str | int | float | datetime:
    if found := _MONTH.fullmatch(text):
        return datetime(int(found[1]), int(found[2]), 1)  # noqa: DTZ001 - as Excel has it
    plain = text.strip().replace(",", "")
    if _INTEGER.fullmatch(plain):
        return int(plain)
    return float(plain) if _DECIMAL.fullmatch(plain) else text
