"""Parse series of FRED: a column of days and one or more of figures."""

import re

from orchestration.parsing.document import Document, ParsedFile, Row
from orchestration.parsing.markets.daily import Layout, parse_grid, reject_unknown

FRED = Layout("value", ("", "."), ("%Y-%m-%d",))
_HEAD = re.compile(r"(DATE|date|Date|observation_date),\w+(,\w+)*\r?$", re.M)


def recognise(document: Document) -> str | None:
    """`fred`, whose header names the series, or None."""
    return "fred" if _HEAD.match(document.head()) else None


def series_named(document: Document) -> list[str]:
    """Read which FRED series the header names; none in a re-save without names."""
    names = document.head().splitlines()[0].strip().split(",")[1:]
    return [name.upper() for name in names if name.lower() != "value"]


def parse_fred(document: Document, expected_columns: list[str]) -> ParsedFile:
    """One or more FRED series; `expected_columns` are the series' own names.

    A re-save with the heading `Value` takes the one expected name. Raises
    WarehouseError for a series that is not expected and all that `parse_grid` rejects.
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
    reject_unknown(document, rows[0], expected_columns)
    return parse_grid(document, FRED, rows, header=0)
