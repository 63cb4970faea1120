"""Parse reference rates of the ECB: the history, maybe zipped, and one day."""

import re
from dataclasses import replace

from orchestration.parsing.archive import is_zip, member, member_names
from orchestration.parsing.document import Document, ParsedFile, Row
from orchestration.parsing.markets.daily import Layout, parse_grid, reject_unknown

MAX_UNPACKED_BYTES = 64 * 1024 * 1024  # thirty times the real file: a bomb is larger

ECB = Layout("units_per_eur", ("N/A",), ("%Y-%m-%d", "%d %B %Y"))
# Until May 2024 the ECB ended the history without a line end: a comma closes each row.
ECB_UNTIL_2024 = replace(ECB, ends_with_newline=False)
_HEAD = re.compile(r"Date, ?USD, ?JPY, ?")


def recognise(document: Document) -> str | None:
    """`ecb_fx_daily` or, by how many days it holds, `ecb_fx_history`, or None."""
    if is_zip(document) and not _holds_one_csv(document):
        return None
    document = unzipped(document)
    if not _HEAD.match(document.head()):
        return None
    is_one_day = document.content.count(b"\n") <= 2
    return "ecb_fx_daily" if is_one_day else "ecb_fx_history"


def parse_ecb(document: Document, expected_columns: list[str]) -> ParsedFile:
    """ECB reference rates, foreign units per euro; each line ends in a comma.

    Raises WarehouseError for an unknown currency, a zip that holds anything but one
    CSV of reasonable size, and all that `parse_grid` rejects.
    """
    inner = unzipped(document)
    rows = [
        Row(row.line_number, [cell.strip() for cell in row.cells])
        for row in inner.rows(",")
    ]
    reject_unknown(inner, rows[0], expected_columns)
    is_closed = inner.content.endswith(b",") and len(rows[-1].cells) == len(
        rows[0].cells
    )
    return parse_grid(inner, ECB_UNTIL_2024 if is_closed else ECB, rows, header=0)


def unzipped(document: Document) -> Document:
    """Unpack the one CSV that a zip holds; any other document stays as it is.

    Raises WarehouseError for a damaged zip or too much content.
    """
    if not is_zip(document):
        return document
    return member(document, member_names(document)[0], MAX_UNPACKED_BYTES)


def _holds_one_csv(document: Document) -> bool:
    names = member_names(document)
    return len(names) == 1 and names[0].endswith(".csv")
