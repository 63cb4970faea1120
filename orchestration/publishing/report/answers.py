"""Run the report's queries and format the cells of their answers.

Belongs here: asking the database, the text of a figure, the attributes by which each
figure on the page names its query, row and column. Does not: the page (`page.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
from markupsafe import Markup, escape

from orchestration.errors import WarehouseError, printable
from orchestration.publishing.report.exhibit import UNIT_DECIMALS, Column, Exhibit
from orchestration.publishing.report.words import article

MINUS = "\N{MINUS SIGN}"  # as wide as a plus

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Answer:
    """The rows that the database gave to an exhibit's query."""

    exhibit: Exhibit
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def value(self, row: int, column: str) -> Cell:
        """Give one cell; None where there are fewer rows.

        Raises WarehouseError for a column that the query does not give.
        """
        if column not in self.columns:
            raise WarehouseError(
                f"the report's query {self.exhibit.id} gives no column {column}"
            )
        if row >= len(self.rows):
            return None
        return self.rows[row][self.columns.index(column)]

    def mark(
        self,
        row: int,
        column: str,
        formatter: Callable[[Cell, Column], str] | None = None,
    ) -> Markup:
        """Write a cell as HTML that names its query, row and column."""
        value = self.value(row, column)
        form = self._form(row, column)
        return Markup(  # noqa: S704 - every value in it is escaped here
            f'<data class="figure" data-query="{escape(self.exhibit.id)}"'
            f' data-row="{row}" data-column="{escape(column)}"'
            f' value="{escape("" if value is None else _attribute(value))}">'
            f"{escape((formatter or format_cell)(value, form))}</data>"
        )

    def named(self, row: int, column: str) -> Markup:
        """Write a holder's cell for a sentence: with its article, if it has one."""
        name = self.value(row, column)
        return escape(article(str(name))) + self.mark(row, column)

    def row_of(self, column: str, value: Cell) -> int | None:
        """Find the first row with a value in a column; None where there is none."""
        rows = range(len(self.rows))
        return next((row for row in rows if self.value(row, column) == value), None)

    def _form(self, row: int, column: str) -> Column:
        """Give the form of a cell: that of its column, with its unit's decimals."""
        known = {each.name: each for each in self.exhibit.columns}
        form = known.get(column, Column(column, column, "text"))
        if not form.unit_column:
            return form
        unit = str(self.value(row, form.unit_column))
        return replace(form, decimals=UNIT_DECIMALS.get(unit, form.decimals))


def run_query(connection: duckdb.DuckDBPyConnection, exhibit: Exhibit) -> Answer:
    """Run the query of an exhibit.

    Raises WarehouseError where the query fails.
    """
    try:
        found = connection.execute(exhibit.query)
        rows = found.fetchall()
    except duckdb.Error as problem:
        reason = str(problem).splitlines()[0]
        raise WarehouseError(
            f"the report's query {exhibit.id} failed: {reason}"
        ) from None
    columns = tuple(column[0] for column in found.description or ())
    return Answer(exhibit, columns, tuple(tuple(map(to_cell, row)) for row in rows))


def format_cell(value: Cell, column: Column) -> str:
    """Format a cell for people; the column says what is shown where it is null."""
    if value is None:
        return column.absent
    if column.kind == "number":
        return format_number(float(value), column)
    if column.kind in ("month", "day"):
        moment = date.fromisoformat(str(value)[:10])
        form = "%B %Y" if column.kind == "month" else "%-d %B %Y"
        return f"{moment:{form}}"
    return str(value)


def format_size(value: Cell, column: Column) -> str:
    """Format a figure without its sign, for a sentence that names the direction."""
    if value is None:
        return column.absent
    return format_number(
        abs(float(value)), Column(column.name, "", decimals=column.decimals)
    )


def format_number(value: float, column: Column) -> str:
    """Format a number with its decimals, commas and a true minus sign."""
    text = f"{abs(value):,.{column.decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return text
    if value < 0:
        return f"{MINUS}{text}"
    return f"+{text}" if column.signed else text


def to_cell(value: Any) -> Cell:  # noqa: ANN401 - whatever DuckDB gives
    """Make a cell of the page: days as text, and no text that turns the line about."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return printable(value, keep="\n\t") if isinstance(value, str) else value


def _attribute(value: Cell) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
