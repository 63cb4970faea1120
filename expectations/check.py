"""Define a check, its result, and the helper that builds the common check.

Belongs here: the two records and what builds them. Does not: how a check is run
(`runner.py`), which checks there are (`raw/`, `published/`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class Check:
    """One statement about one table, with its reason.

    `name` is a snake_case sentence, unique within the table; `expectation` the name of
    a Great Expectations class and `arguments` its keyword arguments; `query` gives the
    frame to check, with the columns that identify a row (file, line) first.

    Without rows, or with nothing but nulls in them, a check fails, because Great
    Expectations would pass it. With `allows_empty` it passes then, unless it is about
    the table itself: the row count of an empty frame is checked.
    """

    name: str
    table: str
    expectation: str
    arguments: Mapping[str, object]
    severity: Severity
    reason: str
    query: str
    allows_empty: bool = False


@dataclass(frozen=True)
class CheckResult:
    """What came of one check; `failing_rows` are whole rows, and only a few."""

    table: str
    name: str
    severity: Severity
    passed: bool
    observed: str
    rows_judged: int
    failing_rows: list[dict[str, object]]
    message: str
    reason: str
    expectation: str
    arguments_json: str


def between(
    name: str,
    table: str,
    column: str,
    *,
    severity: Severity,
    reason: str,
    query: str,
    min_value: float | None = None,
    max_value: float | None = None,
    strict_min: bool = False,
    allows_empty: bool = False,
) -> Check:
    """Build the check that a column's values are within bounds.

    The bounds are inclusive, the lower one not with `strict_min`, and in the unit of
    the column; one that is left out does not bind.
    """
    arguments: dict[str, object] = {"column": column}
    if min_value is not None:
        arguments["min_value"] = min_value
    if strict_min:
        arguments["strict_min"] = True
    if max_value is not None:
        arguments["max_value"] = max_value
    return Check(
        name=name,
        table=table,
        expectation="ExpectColumnValuesToBeBetween",
        arguments=arguments,
        severity=severity,
        reason=reason,
        query=query,
        allows_empty=allows_empty,
    )
