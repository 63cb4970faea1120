"""Run the report's queries and format the cells of their answers.

Belongs here: asking the database, the text of a figure, the attributes by which each
figure on the page names its query, row and column. Does not: the page (`page.py`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import duckdb
from markupsafe import Markup, escape

from orchestration.errors import WarehouseError, printable
from orchestration.publishing.report.exhibit import (
    CODES,
    UNIT_DECIMALS,
    Column,
    Exhibit,
)
from orchestration.publishing.report.language import Language, english

MINUS = "\N{MINUS SIGN}"  # as wide as a plus

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Answer:
    """The rows that the database gave to an exhibit's query, for one language."""

    exhibit: Exhibit
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    places: tuple[int, ...] = ()  # of the rows in the whole answer, if it is a part
    language: Language = field(default_factory=english)

    def by(self, columns: Sequence[str]) -> "dict[tuple[str, ...], Answer]":
        """Part the answer by the values of columns, each written as in the page."""
        at = [self.columns.index(column) for column in columns]
        parts: dict[tuple[str, ...], list[int]] = {}
        for place, row in enumerate(self.rows):
            key = tuple(_attribute(row[column]) for column in at)
            parts.setdefault(key, []).append(place)
        return {
            key: replace(
                self,
                rows=tuple(self.rows[place] for place in places),
                places=tuple(places),
            )
            for key, places in parts.items()
        }

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
        place = self.places[row] if self.places else row
        written = (formatter or partial(format_cell, language=self.language))(
            value, form
        )
        return Markup(  # noqa: S704 - every value in it is escaped here
            f'<data class="figure" data-query="{escape(self.exhibit.id)}"'
            f' data-row="{place}" data-column="{escape(column)}"'
            f' value="{escape(_attribute(value))}"'
            f"{self._foreign(value, written)}>{escape(written)}</data>"
        )

    def _foreign(self, value: Cell, written: str) -> str:
        """Say that a text for which the page's language has no words is English."""
        is_english = written == value and re.search("[A-Za-z]", written)
        return ' lang="en"' if is_english and not self.language.is_source else ""

    def texts(self) -> list[tuple[str, str]]:
        """List the texts of the rows with their contexts, but names and SQL (`CODES`).

        Each is there once.
        """
        contexts = {column.name: column.context for column in self.exhibit.columns}
        shown = [
            (at, contexts.get(name, ""))
            for at, name in enumerate(self.columns)
            if name not in CODES
        ]
        found = ((row[at], context) for row in self.rows for at, context in shown)
        return [
            (text, context)
            for text, context in dict.fromkeys(found)
            if isinstance(text, str) and not _DAY.fullmatch(text)
        ]

    def named(self, row: int, column: str) -> Markup:
        """Write a holder's cell for a sentence: with its article, if it has one."""
        article = self.language.article(str(self.value(row, column)))
        return escape(article) + self.mark(row, column)

    def row_of(self, column: str, value: Cell) -> int | None:
        """Find the first row with a value in a column; None where there is none."""
        rows = range(len(self.rows))
        return next((row for row in rows if self.value(row, column) == value), None)

    def direction(self, row: int, column: str) -> str:
        """Name the direction of net purchases, for the middle of a sentence."""
        figure = float(self.value(row, column) or 0)
        if not figure:
            return self.language.say("neither bought nor sold")
        return self.language.say("bought" if figure > 0 else "sold")

    def row_of_most(self, column: str, sign: int = 0) -> int | None:
        """Find the row with the largest figure; with a sign, on that side of zero.

        None where no row has one.
        """
        figures = {
            row: float(value)
            for row in range(len(self.rows))
            if (value := self.value(row, column)) is not None
        }
        sides = {row: sign * figure for row, figure in figures.items() if sign}
        sizes = sides or {row: abs(figure) for row, figure in figures.items()}
        return max(sizes, key=lambda row: sizes[row], default=None)

    def row_of_latest(self, column: str) -> int | None:
        """Find the row with the latest day; None where no row has one."""
        days = {row: self.value(row, column) for row in range(len(self.rows))}
        known = {row: str(day) for row, day in days.items() if day is not None}
        return max(known, key=lambda row: known[row], default=None)

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


def format_cell(value: Cell, column: Column, language: Language | None = None) -> str:
    """Format a cell for people; the column says what is shown where it is null.

    A text for which the language has no words stays as it is.
    """
    language = language or english()
    if value is None:
        return column.absent
    if column.kind == "number":
        return format_number(float(value), column)
    if column.kind in ("month", "day"):
        moment = date.fromisoformat(str(value)[:10])
        return language.dated(moment, is_month=column.kind == "month")
    if column.name in CODES:
        return str(value)
    return language.translated(str(value), column.context) or str(value)


def format_size(value: Cell, column: Column) -> str:
    """Format a figure without its sign, for a sentence that names the direction."""
    if value is None:
        return column.absent
    return format_number(
        abs(float(value)), Column(column.name, "", decimals=column.decimals)
    )


def format_rounded(value: Cell, column: Column) -> str:
    """Format a figure without its sign for a headline: whole, or to one decimal."""
    if value is None:
        return column.absent
    size = abs(float(value))
    return format_number(size, Column(column.name, "", decimals=0 if size >= 1 else 1))


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
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
