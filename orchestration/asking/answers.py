"""Hold an answer: what was found, and what must be said with it.

Belongs here: the shape of every answer, as JSON too, and the caveats that come with
holders and breaks. Does not: any question (`figures.py`, `record.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from orchestration.asking.words import Holder

NO_SALE = (
    "A fall of a position is no sale and a rise no purchase: prices, custody and"
    " coverage move it too. Ask `flows` for what was bought or sold."
)
HUB = (
    "{name} is a custody hub: custodians there hold for owners elsewhere, so the"
    " figures are not its residents' own."
)
_AGGREGATE = (
    "{name} is no country but {scope}: it contains other holders, so never add it to"
    " them."
)
CUSTODY = (
    "TIC books a holding where the first foreign custodian sits, not where its owner"
    " lives."
)


@dataclass(frozen=True)
class Answer:
    """What was found, in words and rows, and what must be said with it."""

    sentence: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    caveats: Sequence[str] = ()
    lineage: Sequence[str] = ()
    known_on: date | None = None


def as_sent(connection: duckdb.DuckDBPyConnection, answer: Answer) -> dict[str, Any]:
    """Write an answer as JSON has it, with the build it is of."""
    [(build, built_at, whole)] = connection.execute(
        "select left(fingerprint, 8), built_at::date::varchar,"
        " (select max(reference_month) from holder_flows where is_complete_month and"
        " net_purchases_usd_mn is not null)::varchar from meta.build"
    ).fetchall()
    return {
        "answer": answer.sentence,
        "rows": [_plain(row) for row in answer.rows],
        "caveats": list(answer.caveats),
        "as_of": {
            "known_on": str(answer.known_on or "today"),
            "build": build,
            "built_at": built_at,
            "newest_complete_month": whole,
        },
        "lineage": list(answer.lineage),
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Days as text; what JSON has no word for, too."""
    return {
        name: value
        if value is None or isinstance(value, str | int | float | bool)
        else str(value)
        for name, value in row.items()
    }


def caveats_of(connection: duckdb.DuckDBPyConnection, holder: Holder) -> list[str]:
    """Say what comes with every figure of a holder."""
    said = []
    if holder.is_aggregate:
        said.append(_AGGREGATE.format(name=holder.name, scope=scope_in_words(holder)))
    else:
        said.append(CUSTODY)
    if holder.is_custody_hub:
        said.append(HUB.format(name=holder.name))
    row = connection.execute(
        "select any_value(caveat) from holdings where holder_code = $1", [holder.code]
    ).fetchone()
    return [*said, row[0]] if row and row[0] else said


def breaks_of(
    connection: duckdb.DuckDBPyConnection, break_ids: Iterable[str | None]
) -> list[str]:
    """Say of each break when it is and why."""
    rows = connection.execute(
        "select strftime(effective_month, 'Break of the series in %Y-%m: ') || reason"
        " from series_breaks where list_contains($1, break_id)"
        " order by effective_month",
        [[each for each in break_ids if each]],
    ).fetchall()
    return [text for (text,) in rows]


def scope_in_words(holder: Holder) -> str:
    """Say what kind of sum a holder is."""
    return f"a sum ({holder.scope.replace('_', ' ')})"


def rows_of(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object]
) -> list[dict[str, Any]]:
    """Ask a query of ours and give its rows by the columns' names."""
    found = connection.execute(sql, list(values))
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
