"""The verdict on each claim at each release, and the figure that turned it.

Figures are recomputed from the publisher's file of the day. Does not belong here: the
rules and what is known on a day (`test_claims.py`, `test_vintages.py`).
"""

from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT
from tests.support.python_models import python_model

Connection = duckdb.DuckDBPyConnection
TIC = PROJECT_ROOT / "data" / "bundled" / "tic"
RELEASES = [
    date(2024, 12, 19),
    date(2026, 4, 15),
    date(2026, 6, 18),
    date(2026, 7, 14),
]


def test_every_claim_has_a_verdict_at_every_release_of_the_monthly_tables(
    connection: Connection,
) -> None:
    assert connection.execute(
        "select distinct known_on from verdict_history order by all"
    ).fetchall() == [(day,) for day in RELEASES]
    assert connection.execute(
        "select count(*) from claims cross join (select distinct known_on from"
        " verdict_history) anti join verdict_history using (claim_id, known_on)"
    ).fetchone() == (0,)


@pytest.mark.parametrize("day", [RELEASES[0], RELEASES[2]])
def test_the_verdict_is_what_claims_as_of_gives(
    connection: Connection, day: date
) -> None:
    found = connection.execute(
        "select claim_id, verdict from verdict_history where known_on = ? order by all",
        [day],
    ).fetchall()
    assert (
        found
        == connection.execute(
            f"select claim_id, verdict from claims_as_of(date '{day}') order by all"
        ).fetchall()
    )


def turn(connection: Connection, claim: str, day: date) -> tuple[Any, ...]:
    [found] = connection.execute(
        "select verdict_before, verdict, turned_by, turned_by_in_words"
        " from verdict_history where claim_id = ? and known_on = ? and is_turn",
        [claim, day],
    ).fetchall()
    return found


def japan_in_table_1(released: date, column: str) -> dict[str, int]:
    """Month → figure of Japan in SLT Table 1 as it was released, USD million."""
    text = unpacked(TIC / "slt_table1" / f"{released}.txt.gz").decode()
    rows = [line.split("\t") for line in text.splitlines()]
    [names] = [row for row in rows if column in row]
    place = names.index(column)
    return {
        row[2]: int(row[place]) for row in rows if len(row) > 2 and row[1] == "42609"
    }


def test_one_figure_turned_it_as_the_file_of_the_day_prints_it(
    connection: Connection,
) -> None:
    # 2026-04-15: Table 1 reaches March 2025 and beyond for the first time
    held = japan_in_table_1(RELEASES[1], "for_lt_treas_pos")
    rise = (held["2025-03"] - held["2024-12"]) / 1000
    assert turn(connection, "fall_accelerated_early_in_2025", RELEASES[1]) == (
        "not testable",
        "contradicted",
        "change_in_the_first_quarter_long_term",
        "Change of Japan's holdings from December 2024 to March 2025, long-term only:"
        f" not known before, +${rise:.1f} billion now",
    )
    fall = (held["2024-12"] - held["2023-12"]) / 1000
    words = turn(connection, "fell_from_the_end_of_2023", RELEASES[1])[3]
    assert words.endswith(f"not known before, \N{MINUS SIGN}${-fall:.1f} billion now")
    months = sum(month >= "2024-01" for month in held)
    words = turn(connection, "a_series_of_structural_sales", RELEASES[1])[3]
    assert words.endswith(f"10 months before, {months} months now")


def test_a_verdict_that_stays_was_turned_by_nothing(connection: Connection) -> None:
    assert connection.execute(
        "select count(*) from verdict_history where is_turn <> (turned_by is not null)"
        " or is_turn <> (verdict <> coalesce(verdict_before, verdict))"
    ).fetchone() == (0,)


RULE = """case
    when map_extract(facts, 'sales')[1] is null then 'not testable'
    when map_extract(facts, 'sales')[1] > 5 then 'supported'
    when map_extract(facts, 'share')[1] > 50 then 'mixed'
    else 'contradicted' end"""


@pytest.mark.parametrize(
    ("before", "after", "verdict", "turned"),
    [
        ((1.0, 10.0), (9.0, 20.0), "supported", ["sales"]),
        ((1.0, 10.0), (2.0, 60.0), "mixed", ["share"]),
        ((None, 10.0), (2.0, 60.0), "mixed", ["sales", "share"]),
        ((), (9.0,), "supported", ["sales"]),
    ],
)
def test_what_turned_a_verdict_is_what_gives_it_alone_or_all_that_changed(
    before: tuple[float, ...], after: tuple[float, ...], verdict: str, turned: list[str]
) -> None:
    model = python_model("int_verdicts_at_releases")

    def evidence(values: tuple[float, ...]) -> dict[str, tuple[str, float, str]]:
        named = zip(("sales", "share"), values, strict=False)
        return {name: (name, value, str(value)) for name, value in named}

    known = {1: {"claim": evidence(before)}, 2: {"claim": evidence(after)}}
    with duckdb.connect() as session:
        _, (*_, found, _, names, words) = model.verdicts(session, "claim", RULE, known)
    assert found == verdict
    assert names.split(", ") == turned
    assert all(f"{name}: " in words for name in turned)


def test_a_release_is_asked_again_only_where_what_it_is_made_of_differs(
    twin: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = python_model("int_evidence_at_releases")
    asked: list[date] = []
    monkeypatch.setattr(model, "asked", lambda _, day: asked.append(day) or [])
    twin.begin()
    try:
        kept = list(model.history(twin))
        assert asked == []
        assert len(kept) == len(RELEASES) * len(
            twin.execute("from claim_evidence").fetchall()
        )
        # a later vintage, and a day of a market after the last release
        twin.execute(
            "update holdings_vintages set known_to = '2026-12-16'"
            " where known_to is null and reference_month = '2026-05-31'"
        )
        list(model.history(twin))
        assert asked == []
        twin.execute(
            "update holdings_vintages set position_usd_mn = 1 where holder_code ="
            " '42609' and known_from = '2026-06-18'"
        )
        list(model.history(twin))
        assert asked == RELEASES[2:]
    finally:
        twin.rollback()
