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


def split(document: Document, names: list[str]) -> dict[str, Document]:
    """Give some series of a file of several, each as FRED would serve it alone.

    The lines keep their numbers. Raises WarehouseError for a series that the heading
    names twice and for a row that does not fit the heading.
    """
    rows = document.rows(",")
    heading = series_named(document)
    if twice := next((name for name in heading if heading.count(name) > 1), None):
        raise document.error(f"the heading names {twice} twice", 1)
    for row in rows:
        if len(row.cells) != len(heading) + 1 and not row.is_blank:
            raise document.error(
                f"this row has {len(row.cells)} cells where the heading has"
                f" {len(heading) + 1}; the file may be cut off, so fetch it again",
                row.line_number,
                ",".join(row.cells),
            )
    end = "\n" if document.content.endswith((b"\n", b"\r")) else ""
    return {
        name: Document(
            f"{document.name}, column {name}",
            (_column(rows, heading.index(name) + 1) + end).encode(),
        )
        for name in names
    }


def _column(rows: list[Row], place: int) -> str:
    return "\n".join(
        "" if row.is_blank else f"{row.cells[0]},{row.cells[place]}" for row in rows
    )
