"""Parse the Fed's H.15 download: six heading lines above a grid of days."""

import re
from collections.abc import Sequence

from orchestration.parsing.document import Document, ParsedFile, Row
from orchestration.parsing.markets.daily import Layout, parse_grid, reject_unknown

FED_DDP = Layout(
    "value", ("", "ND", "NA"), ("%Y-%m-%d", "%Y-%m"), ends_with_newline=False
)
_HEAD = re.compile(r'"?Series Description"?,')
_MONTHLY = re.compile(r'^"?Unique Identifier: *"?,"?[^",]+\.M"?[,\r\n]', re.M)
_RELEASE = re.compile(r'^"?Unique Identifier: *"?,"?(\w+)/', re.M)
_NOT_READ = {"H10": "H.10 (exchange rates)", "H41": "H.4.1 (the balance sheet)"}
_DDP_HEADS = {"Unit:", "Multiplier:", "Unique Identifier:", "Time Period"}


def recognise(document: Document) -> str | None:
    """`fed_h15` or, by how often it has a figure, `fed_h15_monthly`, or None.

    Raises WarehouseError for another release of the Fed in the same layout.
    """
    if not _HEAD.match(document.head()):
        return None
    release = _RELEASE.search(document.head(50_000))
    if release and release[1] in _NOT_READ:
        raise document.error(
            f"this is {_NOT_READ[release[1]]} of the Fed, of which only H.15 is read;"
            " land the package of H.15"
        )
    return "fed_h15_monthly" if _MONTHLY.search(document.head(50_000)) else "fed_h15"


def parse_fed_ddp(document: Document, expected_columns: list[str]) -> ParsedFile:
    """H.15 from the Fed's DDP, keyed on the unique identifier, percent a year.

    Raises WarehouseError for a unit or multiplier that is not percent times one,
    an identifier that is not expected and all that `parse_grid` rejects.
    """
    rows = document.rows(",")
    heads = {row.cells[0].strip(): row for row in rows[:6] if row.cells}
    if not heads.keys() >= _DDP_HEADS:
        raise document.error("the six heading lines of the Fed's DDP are not complete")
    _reject_other(document, heads["Unit:"], ("Percent:_Per_Year", "Percent"))
    _reject_other(document, heads["Multiplier:"], ("1",))
    identifiers = heads["Unique Identifier:"]
    reject_unknown(document, identifiers, expected_columns)
    return parse_grid(document, FED_DDP, [identifiers, *rows[6:]], header=0)


def _reject_other(document: Document, row: Row, allowed: Sequence[str]) -> None:
    for cell in row.cells[1:]:
        if cell.strip() not in allowed:
            raise document.error(
                f"{row.cells[0].strip()} must be {' or '.join(allowed)} everywhere;"
                " check what the publisher changed before you extend the reader",
                row.line_number,
                cell,
            )
