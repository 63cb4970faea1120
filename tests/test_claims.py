"""The claims: evidence that its query gives, verdicts that follow the data.

Belongs here: `claims`, `claim_evidence` and what they said on a day. Does not: the
tables that they read.
"""

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT

Connection = duckdb.DuckDBPyConnection


def evidence(connection: Connection) -> list[tuple[str, str, float | None, str]]:
    return connection.execute(
        "select claim_id, evidence_id, value, query from claim_evidence order by all"
    ).fetchall()


def test_every_number_is_the_answer_of_its_own_query(connection: Connection) -> None:
    rows = evidence(connection)
    assert len(rows) > 40
    for claim_id, evidence_id, value, query in rows:
        answer = connection.execute(query).fetchall()
        assert len(answer) <= 1, evidence_id
        found = answer[0][0] if answer else None
        if value is None:
            assert found is None, (claim_id, evidence_id)
        else:
            assert float(found) == pytest.approx(value), (claim_id, evidence_id)


@pytest.mark.parametrize(
    ("evidence_id", "value"),
    [
        # DOMAIN section 9, in the vintage of 2026-06-18
        ("net_purchases_since_january_2024", 91_447),
        ("net_purchases_since_january_2024_long_term", 24_075),
        ("valuation_change_since_january_2024", 17_898),
        ("net_purchases_of_china", -208_233),
        ("net_purchases_of_singapore", 78_634),
        ("net_purchases_of_south_korea", 23_254),
        ("net_purchases_of_saudi_arabia", 4_826),
        ("rises_from_january_to_november", 11),
        ("place_of_japan", 1),
        # 1,167,015 - 1,115,270 and 1,061,507 - 1,115,270 in Table 3
        ("change_to_march_2024", 51_745),
        ("change_to_december_2024", -53_763),
    ],
)
def test_a_number_is_the_known_one(
    connection: Connection, evidence_id: str, value: float
) -> None:
    assert connection.execute(
        "select value from claim_evidence where evidence_id = ?", [evidence_id]
    ).fetchall() == [(value,)]


@pytest.mark.parametrize(
    ("claim_id", "verdict"),
    [
        ("japan_is_the_largest_holder", "supported"),
        ("fell_from_the_end_of_2023", "mixed"),  # mis-dated: it rose to March 2024
        ("fall_accelerated_early_in_2025", "contradicted"),
        ("the_fall_was_selling", "mixed"),  # in 2024 it was; since then it bought
        ("retaliation_by_its_timing", "contradicted"),
        ("others_follow", "mixed"),  # China alone
        ("sold_in_the_bust_of_the_1990s", "mixed"),
        ("bought_in_2008", "supported"),
    ],
)
def test_a_verdict_of_the_snapshot(
    connection: Connection, claim_id: str, verdict: str
) -> None:
    assert connection.execute(
        "select verdict from claims where claim_id = ?", [claim_id]
    ).fetchall() == [(verdict,)]


def test_no_verdict_is_typed_in(connection: Connection) -> None:
    """Each rule has a way to more than one verdict and asks for evidence it has."""
    for claim_id, rule in connection.execute(
        "select claim_id, rule from claims"
    ).fetchall():
        verdicts = {
            word
            for word in ("supported", "contradicted", "mixed", "not testable")
            if f"'{word}'" in rule
        }
        assert len(verdicts) >= 2, claim_id
        asked = set(rule.split("facts['")[1:])
        names = {part.split("']")[0] for part in asked}
        known = {
            name
            for (name,) in connection.execute(
                "select evidence_id from claim_evidence where claim_id = ?", [claim_id]
            ).fetchall()
        }
        assert names <= known, claim_id
        assert names, claim_id


def test_a_claim_follows_the_record_from_day_to_day(connection: Connection) -> None:
    """Late in 2024 only the fall was known; in April 2026 Japan had bought again."""
    told = {
        day: dict(
            connection.execute(
                "select claim_id, verdict from claims_as_of(?::date)", [day]
            ).fetchall()
        )
        for day in ("2010-01-01", "2024-12-31", "2026-04-20", "2026-06-18")
    }
    assert set(told["2010-01-01"].values()) == {"not testable"}
    assert told["2024-12-31"]["the_fall_was_selling"] == "supported"
    assert told["2026-04-20"]["the_fall_was_selling"] == "mixed"
    assert told["2024-12-31"]["fall_accelerated_early_in_2025"] == "not testable"
    assert told["2026-04-20"]["fall_accelerated_early_in_2025"] == "contradicted"


def test_what_was_known_on_the_newest_day_is_what_the_tables_say(
    connection: Connection,
) -> None:
    rows = connection.execute(
        "select claim_id, evidence_id, value from claim_evidence"
        " where claim_id not in ('the_gap_weakened_the_yen', 'selling_raises_yields',"
        " 'selling_lowers_the_dollar') order by all"
    ).fetchall()
    then = connection.execute(
        "select claim_id, evidence_id, value from claim_evidence_as_of("
        "(select max(as_of) from claims)) where claim_id in"
        f" ({', '.join(repr(claim) for claim in sorted({row[0] for row in rows}))})"
        " order by all"
    ).fetchall()
    assert then == rows


def test_a_span_that_the_record_does_not_reach_is_told(connection: Connection) -> None:
    [(caveats,)] = connection.execute(
        "select caveats from claims_as_of(date '2024-12-31')"
        " where claim_id = 'the_fall_was_selling'"
    ).fetchall()
    assert "The record ends within the months of: " in caveats
    assert "Not in the record at hand: " in caveats


def test_the_query_of_a_claim_lists_its_evidence(connection: Connection) -> None:
    for claim_id, query in connection.execute(
        "select claim_id, query from claims"
    ).fetchall():
        rows = connection.execute(query)
        assert [column[0] for column in rows.description][:2] == [
            "claim_id",
            "evidence_id",
        ]
        assert {row[0] for row in rows.fetchall()} == {claim_id}


def test_every_claim_of_the_article_has_its_rule() -> None:
    text = (PROJECT_ROOT / "dbt_project/macros/claims/verdicts.sql").read_text()
    assert text.count("{% call verdict(") >= 11
