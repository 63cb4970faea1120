"""Parse par yields of the US Treasury: a file per year, or the archive."""

import re

from orchestration.parsing.document import Document, ParsedFile
from orchestration.parsing.markets.daily import Layout, parse_grid, reject_unknown

TREASURY = Layout(
    "par_yield", ("",), ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d"), ends_with_newline=False
)
_HEAD = re.compile(r'Date,"?1 Mo"?,|Date,"?3 Mo"?,')


def recognise(document: Document) -> str | None:
    """`us_treasury_par_yields` by the first tenors of the header, or None."""
    return "us_treasury_par_yields" if _HEAD.match(document.head()) else None


def parse_treasury(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Par yields in percent, one column per tenor; the set differs by year.

    Raises WarehouseError for an unknown tenor and all that `parse_grid` rejects.
    """
    rows = document.rows(",")
    reject_unknown(document, rows[0], expected_columns)
    return parse_grid(document, TREASURY, rows, header=0)
