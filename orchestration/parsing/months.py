"""Months down the rows of a table, and the heading stacked above its columns.

Belongs here: what the frozen TIC histories share: reading months, rejecting holes
between them, reading a heading that is spread over rows or chopped into cells. Does
not: anything that only one layout needs.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from orchestration.parsing.document import MONTH_NUMBERS, Document, Row, month_end

_ISO = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_NAMED = re.compile(rf"((?:19|20)\d\d)-({'|'.join(MONTH_NUMBERS)})")

Gap = Callable[[date, date], bool]  # the older and the newer month beside it

# Form SLT was first filed for 2011-09, then from 2011-12 on.
SLT_GAP = (date(2011, 9, 30), date(2011, 12, 31))


def no_gap(older: date, newer: date) -> bool:
    """No month may be missing."""
    del older, newer
    return False


def is_month(text: str) -> bool:
    """True for `2023-01` and `2023-Jan`."""
    return bool(_ISO.fullmatch(text.strip()) or _NAMED.fullmatch(text.strip()))


def read_months(document: Document, rows: Sequence[Row], column: int) -> list[date]:
    """The last day of each row's month; raises WarehouseError naming the row."""
    known: dict[str, date] = {}
    for row in rows:
        text = row.cells[column]
        if text not in known:
            known[text] = _read_month(document, row, text)
    return [known[row.cells[column]] for row in rows]


def _read_month(document: Document, row: Row, text: str) -> date:
    iso, named = _ISO.fullmatch(text.strip()), _NAMED.fullmatch(text.strip())
    if iso:
        return month_end(int(iso[1]), int(iso[2]))
    if named:
        return month_end(int(named[1]), MONTH_NUMBERS[named[2]])
    raise document.error(
        "this is not a month of the form 2023-01 or 2023-Jan", row.line_number, text
    )


def reject_holes(
    document: Document,
    rows: Sequence[Row],
    months: Sequence[date],
    *,
    step: int,
    is_known_gap: Gap = no_gap,
) -> None:
    """Months run one by one, backwards (step -1) or forwards (step 1).

    Raises WarehouseError at the row that repeats a month, leaves one out or is out of
    order; a gap that is known may stand between two rows.
    """
    for (before, after), row in zip(pairwise(months), rows[1:], strict=True):
        moved = (after.year - before.year) * 12 + after.month - before.month
        ordered = (after - before).days * step > 0
        if moved == step or (
            ordered and is_known_gap(min(before, after), max(before, after))
        ):
            continue
        way = "forwards" if step > 0 else "backwards"
        raise document.error(
            f"{before:%Y-%m} is followed by {after:%Y-%m}: months must run {way} one by"
            " one; fetch the file again",
            row.line_number,
            row.cells[0],
        )


def reject_holes_by_holder(
    document: Document,
    rows: Sequence[Row],
    months: Sequence[date],
    *,
    column: int,
    step: int,
    is_known_gap: Gap = no_gap,
) -> None:
    """The same for the rows of each holder, told by the code in a column."""
    holders: dict[str, list[int]] = {}
    for position, row in enumerate(rows):
        holders.setdefault(row.cells[column].strip(), []).append(position)
    for positions in holders.values():
        reject_holes(
            document,
            [rows[position] for position in positions],
            [months[position] for position in positions],
            step=step,
            is_known_gap=is_known_gap,
        )


def reject_absent(
    document: Document,
    rows: Sequence[Row],
    months: Sequence[date],
    *,
    column: int,
    required: Iterable[str],
) -> None:
    """Raise WarehouseError where a required code lacks a month that others have."""
    every_month = set(months)
    for code in required:
        own = {
            month
            for row, month in zip(rows, months, strict=True)
            if row.cells[column].strip() == code
        }
        if own != every_month:
            gone = max(every_month - own)
            raise document.error(
                f"{code} has no row for {gone:%Y-%m}, which the file has for others, so"
                " it is cut off; fetch it again"
            )


def reject_misfits(document: Document, rows: Sequence[Row], width: int) -> None:
    """Raise WarehouseError for a row that has not as many cells as the header."""
    for row in rows:
        if len(row.cells) < width or any(cell.strip() for cell in row.cells[width:]):
            raise document.error(
                f"this row has {len(row.cells)} cells where the header has {width}; the"
                " file may be cut off, so fetch it again",
                row.line_number,
                " ".join(row.cells),
            )


def squeezed(cells: Iterable[str]) -> str:
    """The text of a line without blanks: some titles are chopped over its cells."""
    return re.sub(r"\s", "", "".join(cells))


def stacked(rows: Sequence[Row], column: int) -> str:
    """What stands above a column, from top to bottom, without rules of dashes."""
    cells = (row.cells[column] for row in rows if column < len(row.cells))
    words = (" ".join(cell.split()) for cell in cells)
    return " ".join(word for word in words if word.strip("-"))


def reject_other_headings(
    document: Document, rows: Sequence[Row], expected: dict[int, str]
) -> None:
    """Raise WarehouseError where a column's stacked heading is not what we know."""
    for column, heading in expected.items():
        found = stacked(rows, column)
        if found != heading:
            raise document.error(
                f"the heading of column {column + 1} must read {heading!r}; check what"
                " the publisher changed before you extend the reader",
                rows[-1].line_number if rows else None,
                found,
            )
