"""Hold a table to its shape: heading, width, months, notes, end.

Belongs here: what the tables of all publishers must pass, so that a parser is layout
and recognition. Does not: how a layout is recognised, what its columns mean.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise, zip_longest

import pandas

from orchestration.errors import WarehouseError
from orchestration.parsing.document import Document, Row, melt
from orchestration.parsing.months import Gap, no_gap, read_month


class Grid:
    """The rows of figures of a table, each as wide as its header."""

    def __init__(
        self,
        document: Document,
        rows: Sequence[Row],
        width: int,
        *,
        below: Sequence[Row] = (),
        is_data: Callable[[Row], bool] | None = None,
        padded: bool = True,
        ends: bool = True,
    ) -> None:
        """Take the rows of figures; `below` is what follows them in the file.

        `is_data` knows a row of figures among the notes. `padded` rows may be filled
        up with empty cells. `ends` is False where no line end must close the file.
        Raises WarehouseError for a table without rows, a row of another width,
        figures below the notes, a file that is cut off.
        """
        if not rows:
            raise document.error("the table has a header but no rows; fetch it again")
        self.document = document
        self.rows = rows
        self._check_width(width, padded)
        if is_data:
            check_notes(document, below, is_data)
        if ends and not below:
            check_end(document, rows[-1])

    def _check_width(self, width: int, padded: bool) -> None:
        for row in self.rows:
            cells = row.cells
            if len(cells) == width:
                continue
            if len(cells) < width or not (padded and _is_empty(cells[width:])):
                raise self.document.error(
                    f"this row has {len(cells)} cells where the header has {width}; the"
                    " file may be cut off, so fetch it again",
                    row.line_number,
                    " ".join(cells),
                )

    def column(self, place: int) -> list[str]:
        """One cell of every row, as printed."""
        return [row.cells[place] for row in self.rows]

    def codes(self, place: int) -> list[str]:
        """One cell of every row, without blanks around it."""
        return [row.cells[place].strip() for row in self.rows]

    def days(self, place: int, read: Callable[[str], date], form: str) -> list[date]:
        """Read the day that each row names in one cell, once for each text.

        Raises WarehouseError naming the row where `read` raises ValueError; `form`
        says what was expected.
        """
        known: dict[str, date] = {}
        for row in self.rows:
            text = row.cells[place]
            if text not in known:
                try:
                    known[text] = read(text)
                except ValueError:
                    raise self.document.error(
                        f"this is not {form}", row.line_number, text
                    ) from None
        return [known[text] for text in self.column(place)]

    def months(self, place: int) -> list[date]:
        """Read each row's month as its last day; raises WarehouseError with the row."""
        return self.days(place, read_month, "a month of the form 2023-01 or 2023-Jan")

    def check_months(
        self,
        months: Sequence[date],
        *,
        step: int,
        holder: int | None = None,
        is_known_gap: Gap = no_gap,
    ) -> None:
        """Months run one by one for every holder, whose code is in the cell `holder`.

        Raises WarehouseError as `check_steps` does.
        """
        holders: dict[str, list[int]] = {}
        for at, row in enumerate(self.rows):
            code = "" if holder is None else row.cells[holder].strip()
            holders.setdefault(code, []).append(at)
        for places in holders.values():
            check_steps(
                self.document,
                [self.rows[at] for at in places],
                [months[at] for at in places],
                step,
                is_known_gap,
            )

    def melt(
        self,
        columns: Sequence[int],
        missing: Iterable[str],
        *,
        by_row: Mapping[str, Sequence[object]],
        by_column: Mapping[str, Sequence[object]],
    ) -> pandas.DataFrame:
        """Melt some columns, as `document.melt` does."""
        return melt(
            self.document,
            self.rows,
            columns,
            missing,
            by_row=by_row,
            by_column=by_column,
        )


def _is_empty(cells: Iterable[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def check_notes(
    document: Document, below: Iterable[Row], is_data: Callable[[Row], bool]
) -> None:
    """Raise WarehouseError for a row of figures among the notes."""
    row = next(filter(is_data, below), None)
    if row is not None:
        raise document.error(
            "this row of data is below the notes, or the row above it is damaged; fetch"
            " the file again",
            row.line_number,
            " ".join(row.trimmed()),
        )


def check_end(document: Document, last: Row) -> None:
    """Raise WarehouseError where the last line does not end: it may lack digits."""
    if not document.content.endswith((b"\n", b"\r")):
        raise document.error(
            "the last line does not end, so the file is cut off; fetch it again",
            last.line_number,
            " ".join(last.cells),
        )


def check_steps(
    document: Document,
    rows: Sequence[Row],
    months: Sequence[date],
    step: int,
    is_known_gap: Gap = no_gap,
) -> None:
    """Months run backwards (step -1) or forwards (step 1), years by twelve.

    Raises WarehouseError at the row that repeats a month, leaves one out or is out of
    order; a gap that is known may be between two rows.
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


def check_required(
    document: Document, codes: Container[str], required: Iterable[str]
) -> None:
    """Raise WarehouseError where a code that closes or sums the table is absent."""
    absent = [code for code in required if code not in codes]
    if absent:
        raise document.error(
            f"the rows of {', '.join(absent)} are not in the file, so it is cut off;"
            " fetch it again"
        )


# --- headings ----------------------------------------------------------------------


def squeezed(cells: Iterable[str]) -> str:
    """Join a line without blanks: some titles are chopped over its cells."""
    return re.sub(r"\s", "", "".join(cells))


def stacked(rows: Sequence[Row], column: int) -> str:
    """Read what is above a column, from top to bottom, without rules of dashes."""
    cells = (row.cells[column] for row in rows if column < len(row.cells))
    words = (" ".join(cell.split()) for cell in cells)
    return " ".join(word for word in words if word.strip("-"))


def printed(row: Row) -> str:
    """Join the text of a line, its empty cells left out."""
    return " ".join(cell.strip() for cell in row.cells if cell.strip())


def find_header(
    document: Document,
    rows: Sequence[Row],
    begins: Sequence[str],
    *,
    known: Iterable[re.Pattern[str]],
    unit: re.Pattern[str],
    demand: str,
    text_of: Callable[[Row], str] = printed,
    stacked_above: int = 0,
) -> int:
    """Find the row that begins with the given cells.

    Every line above it, but for `stacked_above` ones, is known, and one is the unit.
    Raises WarehouseError where one is not, with `demand` as what must be printed.
    """
    found = next((at for at, row in enumerate(rows) if _begins(row, begins)), None)
    if found is None:
        raise document.error(f"the row that begins with {begins[0]!r} is gone")
    above = rows[: max(found - stacked_above, 0)]
    for row in above:
        if not any(line.fullmatch(text_of(row)) for line in known):
            raise unknown_heading(document, row, demand)
    if not any(unit.fullmatch(text_of(row)) for row in above):
        raise document.error(
            f"no unit line is above this header: {demand}; it may have changed, so"
            " check the publisher's page",
            rows[found].line_number,
        )
    return found


def _begins(row: Row, begins: Sequence[str]) -> bool:
    return [cell.strip() for cell in row.cells[: len(begins)]] == list(begins)


def unknown_heading(document: Document, row: Row, demand: str) -> WarehouseError:
    """Make the error for a line above the figures that no layout has."""
    return document.error(
        f"this heading is unknown ({demand}); check what the publisher changed before"
        " you extend the reader",
        row.line_number,
        printed(row),
    )


def check_unit(document: Document, texts: Container[str], unit: str) -> None:
    """Raise WarehouseError where no text of the heading is the unit."""
    if unit not in texts:
        raise document.error(
            f"the unit must read {unit!r}; it may have changed, so check the"
            " publisher's page"
        )


def check_lines(
    document: Document,
    rows: Iterable[Row],
    expected: Iterable[str],
    below: Row | None = None,
) -> None:
    """Raise WarehouseError where a line, blanks left out, is not what we know.

    The place of a line that is gone is the row `below`.
    """
    for row, line in zip_longest(rows, expected):
        if row is None or squeezed(row.cells) != line:
            wrong = row or below
            raise document.error(
                "the title, the unit or a column above the figures changed: this line"
                f" must read {line or ''!r}, blanks left out; check what the publisher"
                " changed before you extend the reader",
                wrong.line_number if wrong else None,
                printed(wrong) if wrong else None,
            )


def check_headings(
    document: Document, rows: Sequence[Row], expected: Mapping[int, str]
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


def changed_columns(
    document: Document, header: Row, found: Sequence[str], expected: Sequence[str]
) -> WarehouseError:
    """Make the error for a header whose names are not the expected ones."""
    unknown = [name for name in found if name not in expected]
    gone = [name for name in expected if name not in found]
    return document.error(
        f"the columns changed (unknown: {', '.join(unknown) or 'none'}; gone:"
        f" {', '.join(gone) or 'none'}); if the publisher changed them, list them in"
        " the source's block and in its staging model",
        header.line_number,
    )
