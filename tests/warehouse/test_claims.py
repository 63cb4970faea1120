"""The claims: evidence that its query gives, verdicts that follow the data.

Belongs here: `claims`, `claim_evidence` and what they said on a day. Does not: the
tables that they read.
"""

import re
import time

import duckdb
import pytest

Connection = duckdb.DuckDBPyConnection


def evidence(connection: Connection) -> list[tuple[str, str, float | None, str]]:
    return connection.execute(
        "select claim_id, evidence_id, value, query from claim_evidence order by all"
    ).fetchall()


def test_every_number_is_the_answer_of_its_own_query(connection: Connection) -> None:
    rows = evidence(connection)
    assert len(rows) > 90
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
        # sums of Table 3 of 2026-07-14, 2024-01 to 2026-05
        ("net_purchases_since_january_2024", 28_796),
        ("net_purchases_since_january_2024_long_term", 21_214),
        ("valuation_change_since_january_2024", 15_226),
        ("net_purchases_of_china", -202_289),
        ("net_purchases_of_singapore", 79_715),
        ("net_purchases_of_south_korea", 20_919),
        ("net_purchases_of_saudi_arabia", 5_664),
        ("rises_from_january_to_november", 11),
        ("place_of_japan", 1),
        # 1,167,015 - 1,115,270 and 1,061,507 - 1,115,270 in Table 3
        ("change_to_march_2024", 51_745),
        ("change_to_december_2024", -53_763),
        # the target's upper end: 2022-03-17 to 2023-07-27, cut on 2024-09-19
        ("months_from_first_to_last_rise", 16),
        ("months_from_last_rise_to_first_cut", 14),
        ("sum_of_the_rises", 5.25),
        # DOMAIN 7.13, side by side
        ("funding_ratio_on_holdings_april_may_2024", 0.9799),
        ("funding_ratio_on_purchases_april_may_2024", 0.5729),
        # 6pi-1, in units of 100 million yen: -234,076, 185,893, 53,435, 137,593
        ("residents_purchases_2022", -23_407.6),
        ("residents_purchases_2023", 18_589.3),
        ("residents_purchases_2024", 5_343.5),
        ("residents_purchases_2025", 13_759.3),
        # yen per dollar, monthly: 135.3 to 130.4, 149.8 to 146.3, 157.9 to 149.9; then
        # 158.68 (2026-03) to 158.85 (2026-08)
        ("episodes_with_a_weaker_yen_three_months_later", 1),
        ("episodes_known_three_months_later", 4),
        # not in the snapshot: MORTGAGE30US
        ("correlation_of_official_purchases_and_mortgage_rates", None),
    ],
)
def test_a_number_is_the_known_one(
    connection: Connection, evidence_id: str, value: float | None
) -> None:
    [(found,)] = connection.execute(
        "select value from claim_evidence where evidence_id = ?", [evidence_id]
    ).fetchall()
    assert found == (None if value is None else pytest.approx(value))


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
        ("interventions_were_in_vain", "mixed"),  # a year after 2022 it was weaker
        ("sold_instead_of_intervening", "contradicted"),  # sold when it intervened
        ("selling_raises_yields", "mixed"),  # studies say so, the months do not
        ("selling_raises_mortgage_rates", "not testable"),  # not in the snapshot
        ("selling_lowers_the_dollar", "not testable"),  # within chance
        ("us_rates_rose_for_three_years", "contradicted"),  # 16 months
        ("japans_rates_stayed_low", "supported"),
        ("the_gap_pulled_capital_out", "mixed"),  # residents sold in 2022
        ("the_gap_weakened_the_yen", "mixed"),
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
        names = set(re.findall(r"map_extract\(facts, '(\w+)'\)", rule))
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


def test_a_span_that_the_record_had_not_ended_is_no_evidence(
    connection: Connection,
) -> None:
    # the claim is on December 2021 to October 2023; in March 2023 February was known
    told = dict(
        connection.execute(
            "select evidence_id, value from claim_evidence_as_of(date '2023-03-20')"
            " where claim_id = 'the_gap_weakened_the_yen'"
        ).fetchall()
    )
    assert told["change_of_the_gap"] is None
    assert told["change_of_the_yen"] is None
    [(verdict,)] = connection.execute(
        "select verdict from claims_as_of(date '2023-03-20')"
        " where claim_id = 'the_gap_weakened_the_yen'"
    ).fetchall()
    assert verdict == "not testable"
    assert connection.execute(
        "select distinct has_all_months from claim_evidence_as_of(date '2023-03-20')"
        " where claim_id = 'japans_rates_stayed_low'"
    ).fetchall() == [(False,)]


def test_an_old_total_does_not_stand_before_a_fresh_figure(
    connection: Connection,
) -> None:
    # at the end of 2024 totals were known to January 2023, long-term to October 2024
    told = dict(
        connection.execute(
            "select evidence_id, value from claim_evidence_as_of(date '2024-12-31')"
            " where claim_id = 'japan_is_the_largest_holder'"
        ).fetchall()
    )
    assert told == {
        "place_of_japan": None,
        "months_in_front": None,
        "place_of_japan_long_term": 1,
        "months_in_front_long_term": 61,
    }


def test_a_study_counts_from_the_year_it_came_out(connection: Connection) -> None:
    assert connection.execute(
        "select evidence_id, value from claim_evidence_as_of(date '2016-06-01')"
        " where evidence_id like '%est_effect_in_studies' order by all"
    ).fetchall() == [
        ("largest_effect_in_studies", 60),
        ("smallest_effect_in_studies", 20),
    ]


def test_the_verdicts_are_those_of_the_day_they_name(connection: Connection) -> None:
    [(as_of,)] = connection.execute("select distinct as_of from claims").fetchall()
    told, again = (
        connection.execute(
            f"select claim_id, verdict, caveats from {rows} order by all", parameters
        ).fetchall()
        for rows, parameters in (("claims", []), ("claims_as_of(?)", [as_of]))
    )
    assert told == again


def test_what_is_known_in_the_end_is_what_the_tables_say(
    connection: Connection,
) -> None:
    """The same text over other tables: a day after all others against today."""
    columns = "claim_id, evidence_id, value, basis, breaks_crossed, has_all_months"
    now, then = (
        connection.execute(
            f"select {columns} from {table} order by claim_id, evidence_id"
        ).fetchall()
        for table in ("claim_evidence", "claim_evidence_as_of(date '9999-12-31')")
    )
    assert len(now) == len(then)
    for row, other in zip(now, then, strict=True):
        assert row[:2] + row[3:] == other[:2] + other[3:]
        # a correlation differs in its last digit by the order of its rows
        assert row[2] == (None if other[2] is None else pytest.approx(other[2]))
    told, known = (
        connection.execute(
            f"select claim_id, verdict, caveats from {table} order by claim_id"
        ).fetchall()
        for table in ("claims", "claims_as_of(date '9999-12-31')")
    )
    assert told == known


def test_purchases_are_of_the_basis_that_their_row_names(
    connection: Connection,
) -> None:
    """With all other bases taken out of holder_flows, each number is the same."""
    rows = connection.execute(
        "select evidence_id, value, basis, query from claim_evidence"
        " where basis is not null and contains(query, 'from holder_flows')"
    ).fetchall()
    assert len(rows) > 20
    for evidence_id, value, basis, query in rows:
        one_basis = f"from (from holder_flows where basis = '{basis}') as holder_flows"
        [(found,)] = connection.execute(
            query.replace("from holder_flows", one_basis)
        ).fetchall()
        assert found == (None if value is None else pytest.approx(value)), evidence_id


def test_an_answer_as_of_a_day_is_soon_there(connection: Connection) -> None:
    """Less work than the flows of that day in full, however busy the machine is."""

    def work(query: str) -> float:
        begun = time.process_time()
        connection.execute(query).fetchall()
        return time.process_time() - begun

    flows, claims = (
        min(work(f"from {macro}(date '2026-06-18')") for _ in range(3))
        for macro in ("holder_flows_as_of", "claims_as_of")
    )
    assert claims < 1.5 * flows


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


def test_rules_read_numbers_that_are_there_and_every_claim_has_some(
    connection: Connection,
) -> None:
    assert (
        connection.execute(
            "select claim_id from claims anti join claim_evidence using (claim_id)"
        ).fetchall()
        == []
    )
    assert (
        connection.execute(
            "select claim_id from claim_evidence anti join claims using (claim_id)"
        ).fetchall()
        == []
    )


def test_what_the_record_lacks_is_told_and_breaks_nothing(
    connection: Connection,
) -> None:
    [(verdict, caveats)] = connection.execute(
        "select verdict, caveats from claims"
        " where claim_id = 'selling_raises_mortgage_rates'"
    ).fetchall()
    assert verdict == "not testable"
    assert "Not in the record at hand: Correlation of official holders'" in caveats
