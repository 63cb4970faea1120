"""The verdict on each claim at each release, and which figure turned it.

Belongs here: judging by the rules of claims, and which evidence, put alone in the place
of what was known before, gives the new verdict. Does not: the rules (macros/claims/),
the evidence (int_evidence_at_releases).
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

UNTESTABLE = "not testable"
NOT_KNOWN = "not known"
COLUMNS = [
    *("claim_id", "known_on", "verdict", "verdict_before"),
    *("turned_by", "turned_by_in_words"),
]
# evidence_id → what it is, its value, the value in words
Evidence = Mapping[str, tuple[str, float | None, str | None]]


def judge(session: Any, rule: str, facts: Mapping[str, float | None]) -> str:  # noqa: ANN401
    """Give the verdict of a rule on facts, evidence_id → value."""
    if not facts:
        return UNTESTABLE
    [[found]] = session.execute(
        f"select {rule} from (select map($names, $values::double[]) as facts)",
        {"names": list(facts), "values": list(facts.values())},
    ).fetchall()
    return str(found or UNTESTABLE)


def values_of(evidence: Evidence) -> dict[str, float | None]:
    """Leave only the numbers."""
    return {name: value for name, (_, value, _) in evidence.items()}


def turned_by(
    session: Any,  # noqa: ANN401
    rule: str,
    verdict: str,
    before: Evidence,
    after: Evidence,
) -> list[str]:
    """Name the evidence that gives the new verdict with all else as it was.

    All of the rule's evidence that changed, where none gives it alone.
    """
    old, new = values_of(before), values_of(after)
    changed = [
        name
        for name, value in new.items()
        if value != old.get(name) and f"'{name.removesuffix('_long_term')}" in rule
    ]
    alone = [
        name
        for name in changed
        if judge(session, rule, old | {name: new[name]}) == verdict
    ]
    return alone or changed


def in_words(names: list[str], before: Evidence, after: Evidence) -> str | None:
    """Say of each figure what it was and what it is; None of no figure."""
    said = (
        f"{after[name][0]}: {_words(before, name)} before, {_words(after, name)} now"
        for name in names
    )
    return "; ".join(said) or None


def _words(known: Evidence, name: str) -> str:
    return (known[name][2] if name in known else None) or NOT_KNOWN


def evidence_by_day(rows: list[tuple[Any, ...]]) -> dict[Any, dict[str, Evidence]]:
    """Sort rows of evidence: day → claim → evidence."""
    known: dict[Any, dict[str, dict[str, Any]]] = {}
    for day, claim, name, *row in rows:
        known.setdefault(day, {}).setdefault(claim, {})[name] = tuple(row)
    return known


def verdicts(
    session: Any,  # noqa: ANN401
    claim: str,
    rule: str,
    known: Mapping[Any, Mapping[str, Evidence]],
) -> Iterator[list[Any]]:
    """Give a row of COLUMNS for each release, of one claim."""
    states = [
        (
            day,
            evidence.get(claim, {}),
            judge(session, rule, values_of(evidence.get(claim, {}))),
        )
        for day, evidence in known.items()
    ]
    for day, _, verdict in states[:1]:
        yield [claim, day, verdict, None, None, None]
    for (_, before, old), (day, after, verdict) in pairwise(states):
        names = (
            turned_by(session, rule, verdict, before, after) if verdict != old else []
        )
        listed = ", ".join(names) or None
        yield [claim, day, verdict, old, listed, in_words(names, before, after)]


def model(dbt: Any, session: Any) -> pd.DataFrame:  # noqa: ANN401
    """Grain: one row per claim and release."""
    dbt.config(materialized="table")
    rules = dbt.ref("claims").project("claim_id, rule").order("claim_id").fetchall()
    known = evidence_by_day(
        dbt.ref("int_evidence_at_releases")
        .project("known_on, claim_id, evidence_id, what, value, value_in_words")
        .order("known_on, claim_id, evidence_id")
        .fetchall()
    )
    rows = [
        row for claim, rule in rules for row in verdicts(session, claim, rule, known)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
