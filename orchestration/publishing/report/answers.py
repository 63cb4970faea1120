"""The answers to the report's queries, and how one of their cells is written.

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

from orchestration.errors import WarehouseError
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
        """One cell; None where there are fewer rows.

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
        self, row: int, column: str, shown: Callable[[Cell, Column], str] | None = None
    ) -> Markup:
        """A cell as HTML that says where it comes from."""
        value = self.value(row, column)
        form = self._form(row, column)
        return Markup(  # noqa: S704 - every value in it is escaped here
            f'<data class="figure" data-query="{escape(self.exhibit.id)}"'
            f' data-row="{row}" data-column="{escape(column)}"'
            f' value="{escape("" if value is None else _plain(value))}">'
            f"{escape((shown or written)(value, form))}</data>"
        )

    def named(self, row: int, column: str) -> Markup:
        """A holder's cell as a sentence names it: with its article, if it has one."""
        name = self.value(row, column)
        return escape(article(str(name))) + self.mark(row, column)

    def row_of(self, column: str, value: Cell) -> int | None:
        """The first row with a value in a column, or None."""
        rows = range(len(self.rows))
        return next((row for row in rows if self.value(row, column) == value), None)

    def _form(self, row: int, column: str) -> Column:
        """How a cell is written: its column's form, with the decimals of its unit."""
        known = {each.name: each for each in self.exhibit.columns}
        form = known.get(column, Column(column, column, "text"))
        if not form.unit_column:
            return form
        unit = str(self.value(row, form.unit_column))
        return replace(form, decimals=UNIT_DECIMALS.get(unit, form.decimals))


def ask(connection: duckdb.DuckDBPyConnection, exhibit: Exhibit) -> Answer:
    """The answer to an exhibit's query.

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
    return Answer(exhibit, columns, tuple(tuple(map(_cell, row)) for row in rows))


def written(value: Cell, column: Column) -> str:
    """A cell as a person reads it; nothing where the figure is not defined."""
    if value is None:
        return column.absent
    if column.kind == "number":
        return number(float(value), column)
    if column.kind in ("month", "day"):
        moment = date.fromisoformat(str(value)[:10])
        form = "%B %Y" if column.kind == "month" else "%-d %B %Y"
        return f"{moment:{form}}"
    return str(value)


def size(value: Cell, column: Column) -> str:
    """A figure without its sign, where the sentence says which way it goes."""
    if value is None:
        return column.absent
    return number(abs(float(value)), Column(column.name, "", decimals=column.decimals))


def number(value: float, column: Column) -> str:
    """A number with its decimals, thousands apart, and a true minus sign."""
    text = f"{abs(value):,.{column.decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return text
    if value < 0:
        return f"{MINUS}{text}"
    return f"+{text}" if column.signed else text


def _cell(value: Any) -> Cell:  # noqa: ANN401 - whatever DuckDB gives
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _plain(value: Cell) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
