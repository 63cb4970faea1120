"""Declare what a section of the report is made of: columns, controls, exhibits.

Belongs here: the words in which a section declares what it shows. Does not: reading
the database or writing HTML (`page.py`), drawing (`charts.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "month", "day", "number"]

UNDEFINED = "\N{EN DASH}"

# Columns whose texts are the same in every language: names of things here, and SQL.
CODES = frozenset(
    {
        "break_id",
        "claim_id",
        "edition",
        "evidence_id",
        "evidence_query",
        "fingerprint",
        "holder_code",
        "instrument",
        "rule_as_sql",
        "source_id",
        "table_name",
        "unit",
    }
)

# Decimals of figures whose row names their unit; other units keep the column's.
UNIT_DECIMALS = {
    "USD billion": 1,
    "USD billion a month": 1,
    "USD billion held": 1,
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
    context: str = ""  # of its texts in the catalogues of words (`locale/`)


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
class Span:
    """A range of months that the reader chooses; exhibits of one id share it.

    `start` is the first month shown until then, as in "2012-01"; the last is the
    newest there is.
    """

    id: str
    start: str
    column: str = "reference_month"


@dataclass(frozen=True)
class Exhibit:
    """One query, shown as a chart (where it has one) and as a table.

    `finding` is its heading, a sentence that sums up the figures: a template in which
    `figure(row, column)` and `word(row, column)` stand for cells of the rows that the
    reader has chosen, `size` for one without its sign and `named` for a holder with
    its article. `more` is a paragraph of the same kind under it. `made_of` names the
    sources (`sources/*.yml`) whose newest release dates the exhibit.
    """

    id: str
    title: str
    query: str
    columns: tuple[Column, ...]
    source: str
    finding: str = ""
    more: str = ""
    made_of: tuple[str, ...] = ()
    note: str = ""
    chart: Callable[[], Any] | None = None
    alt: str = ""
    controls: tuple[str, ...] = ()
    span: Span | None = None
    overview: Callable[[], Any] | None = None  # the strip in which a span is chosen
    is_technical: bool = False  # for who runs the warehouse: folded at the end
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
