"""Declare what a section of the report is made of: columns, controls, exhibits.

Belongs here: the words in which a section declares what it shows. Does not: reading
the database or writing HTML (`page.py`), drawing (`charts.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "month", "day", "number"]

UNDEFINED = "\N{EN DASH}"

# Decimals of figures whose row names their unit; other units keep the column's.
UNIT_DECIMALS = {
    "USD million": 0,
    "USD million a month": 0,
    "USD million held": 0,
    "billion yen": 0,
    "basis points": 1,
    "change points": 0,
    "countries": 0,
    "days": 0,
    "episodes": 0,
    "events": 0,
    "months": 0,
    "place": 0,
    "tests": 0,
    "years": 0,
}


@dataclass(frozen=True)
class Column:
    """How a column of a query is headed and formatted; the label has the unit.

    Where each row has a unit of its own, `unit_column` is the column that names it.
    """

    name: str
    label: str
    kind: Kind = "number"
    decimals: int = 1
    signed: bool = False
    unit_column: str = ""
    absent: str = UNDEFINED  # what is shown where the figure is not defined


def text(name: str, label: str) -> Column:
    """Make a column of words."""
    return Column(name, label, "text")


def month(name: str = "reference_month", label: str = "month") -> Column:
    """Make a column of months."""
    return Column(name, label, "month")


def day(name: str, label: str) -> Column:
    """Make a column of days."""
    return Column(name, label, "day")


def count(name: str, label: str) -> Column:
    """Make a column of whole numbers."""
    return Column(name, label, decimals=0)


def change(name: str, label: str, decimals: int = 1) -> Column:
    """Make a column of numbers that show a plus sign, too."""
    return Column(name, label, decimals=decimals, signed=True)


@dataclass(frozen=True)
class Control:
    """A choice that the reader has: exhibits show only rows with the chosen value.

    Its values are those of `options`, or of the first column of `query`.
    """

    id: str
    label: str
    column: str
    default: str
    query: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """One query, shown as a chart (where it has one) and as a table.

    `finding` is a template in which `figure(row, column)` and `word(row, column)`
    stand for cells of the query, `size` for one without its sign and `named` for a
    holder with its article: one sentence that sums up the figures.
    """

    id: str
    title: str
    query: str
    columns: tuple[Column, ...]
    source: str
    finding: str = ""
    note: str = ""
    chart: Callable[[], Any] | None = None
    alt: str = ""
    controls: tuple[str, ...] = ()
    opens: bool = False  # the table is open from the start
    body: str | None = None  # a template in assets/ shown in the chart's place


@dataclass(frozen=True)
class Section:
    """One step of the report: a question, what the reader may choose, exhibits."""

    id: str
    title: str
    lede: str
    exhibits: tuple[Exhibit, ...]
    controls: tuple[Control, ...] = ()
