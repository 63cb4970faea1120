"""The claims: evidence that its query gives, verdicts that follow the data.

Belongs here: `claims`, `claim_evidence` and what they said on a day. Does not: the
tables that they read.
"""

import functools
import re
import time
from collections.abc import Callable

import duckdb
import pytest

Connection = duckdb.DuckDBPyConnection


Values = dict[tuple[str, str], float | None]


@pytest.fixture(scope="module")
def verdicts_on(connection: Connection) -> Callable[[str], dict[str, str]]:
    """Ask for the verdicts of a day, once for all tests: an answer takes a second."""

    @functools.cache
    def ask(day: str) -> dict[str, str]:
        return dict(
            connection.execute(
                f"select claim_id, verdict from claims_as_of(date '{day}')"
            ).fetchall()
        )

    return ask


@pytest.fixture(scope="module")
def evidence_on(connection: Connection) -> Callable[[str], Values]:
    """Ask for the evidence of a day, by claim and name, once for all tests."""

    @functools.cache
    def ask(day: str) -> Values:
        rows = connection.execute(
            "select claim_id, evidence_id, value"
            f" from claim_evidence_as_of(date '{day}')"
        ).fetchall()
        return {(claim_id, evidence_id): value for claim_id, evidence_id, value in rows}

    return ask


def of_claim(values: Values, claim_id: str) -> dict[str, float | None]:
    return {name: value for (claim, name), value in values.items() if claim == claim_id}


def evidence(connection: Connection) -> list[tuple[str, str, float | None, str]]:
    return connection.execute(
        "select claim_id, evidence_id, value, query from claim_evidence order by all"
    ).fetchall()


def test_every_number_is_the_answer_of_its_own_query(connection: Connection) -> None:
    rows = evidence(connection)
    assert len(rows) > 200
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
        # 2025-01 on; and the fall of 2024 in its parts
        ("net_purchases_since_january_2025", 50_885),
        ("position_change_april_to_december_2024", -105_508),
        ("net_purchases_april_to_december_2024", -86_752),
        ("valuation_change_april_to_december_2024", 2_824),
        # 2024-04 on, and the twelve months before
        ("net_purchases_since_japan_by_china", -157_935),
        ("net_purchases_before_japan_by_china", -92_390),
        ("net_purchases_since_japan_by_singapore", 73_420),
        ("net_purchases_since_japan_by_south_korea", 23_483),
        ("net_purchases_since_japan_by_saudi_arabia", 1_043),
        ("sellers_that_began_after_japan", 0),
        # month-ends of 2015-12 and 2026-05
        ("held_at_the_end_of_2015_by_china", 1_246_084),
        ("held_now_by_china", 659_282),
        ("held_at_the_end_of_2015_by_south_korea", 74_638),
        ("held_now_by_south_korea", 132_273),
        ("held_at_the_end_of_2015_by_singapore", 110_318),
        ("held_now_by_singapore", 278_022),
        ("held_at_the_end_of_2015_by_saudi_arabia", 118_861),
        ("held_now_by_saudi_arabia", 140_301),
        # twelve months to 2024-11: -2.9 % of what was held
        ("lowest_purchases_in_twelve_months", -33_176),
        # Form S: 701,918 - 716,702 and 623,258 - 627,341
        ("net_purchases_1990", -14_784),
        ("net_purchases_1991", -4_083),
        ("years_of_net_sales", 2),
        ("net_purchases_1990_to_1999", 149_668),
        ("net_purchases_2008", 6_099),
        ("net_purchases_september_to_december_2008", -2_250),
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
        ("episodes_with_a_weaker_yen_three_months_later_by_averages", 1),
        # securities of the reserves, 931,678 - 1,007,241 and 839,559 - 927,332
        ("change_of_reserve_securities_may_2026", -75_563),
        ("change_of_reserve_securities_august_2026", -87_773),
        ("funding_ratio_on_reserve_securities_april_may_2026", 1.0084),
        ("funding_ratio_on_purchases_from_settlement_april_may_2024", 0.7784),
        # no tariff of the list is on electric cars from Japan
        ("tariffs_on_electric_cars_from_japan", 0),
        ("tariffs_on_electric_cars_from_china", 2),
        ("episodes_known_three_months_later", 4),
        # not in the snapshot: MORTGAGE30US
        ("correlation_of_official_purchases_and_mortgage_rates", None),
    ],
)
def test_a_number_is_the_known_one(
    connection: Connection, evidence_id: str, value: float | None
) -> None:
    [(found,)] = connection.execute(
        "select distinct value from claim_evidence where evidence_id = ?", [evidence_id]
    ).fetchall()
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("claim_id", "verdict"),
    [
        ("japan_is_the_largest_holder", "supported"),
        ("fell_from_the_end_of_2023", "mixed"),  # mis-dated: it rose to March 2024
        ("fall_accelerated_early_in_2025", "contradicted"),
        ("dumping_on_a_large_scale", "contradicted"),  # 2.9 % at most
        ("the_fall_was_selling", "supported"),  # 86.8 of 105.5
        ("selling_has_gone_on_since", "contradicted"),  # it bought
        ("a_series_of_structural_sales", "contradicted"),
        ("turning_point_of_a_long_trend", "contradicted"),
        ("tariffs_were_on_japanese_electric_cars", "contradicted"),  # Chinese ones
        ("retaliation_by_its_timing", "contradicted"),
        ("statements_of_the_biden_administration", "contradicted"),  # by the date
        ("motives_of_the_sales", "not testable"),
        ("pressure_on_wto_and_imf", "not testable"),
        ("silence_of_decades", "not testable"),
        ("prices_fall_while_japan_sells", "not testable"),  # within noise
        ("selling_raises_yields", "not testable"),  # within noise
        ("selling_raises_mortgage_rates", "not testable"),  # not in the snapshot
        ("selling_lowers_the_dollar", "not testable"),  # within noise
        ("others_were_big_buyers", "mixed"),  # China sold
        ("others_follow", "contradicted"),  # China had sold before
        ("contagion", "contradicted"),
        ("eu_reweighs", "mixed"),  # it bought, less than others
        ("asean_reweighs", "contradicted"),
        ("dedollarisation", "not testable"),  # COFER is not in the snapshot
        ("sold_in_the_bust_of_the_1990s", "mixed"),  # in 1990 and 1991
        ("bought_in_2008", "mixed"),  # not in its crisis months
        ("us_rates_rose_for_three_years", "contradicted"),  # 16 months
        ("japans_rates_stayed_low", "supported"),
        ("the_gap_pulled_capital_out", "mixed"),  # residents sold in 2022
        ("the_gap_weakened_the_yen", "mixed"),
        ("interventions_were_in_vain", "mixed"),
        ("sold_instead_of_intervening", "not testable"),  # within chance
        ("reserves_were_spared", "contradicted"),  # 75.6 of 74.9
    ],
)
def test_a_verdict_of_the_snapshot(
    connection: Connection, claim_id: str, verdict: str
) -> None:
    assert connection.execute(
        "select verdict from claims where claim_id = ?", [claim_id]
    ).fetchall() == [(verdict,)]


@pytest.mark.parametrize(
    ("claim_id", "why"),
    [
        (
            "the_fall_was_selling",
            "From April to December 2024 holdings changed by -$105.5 billion: net"
            " purchases -$86.8 billion, prices +$2.8 billion, other -$21.6 billion.",
        ),
        (
            "bought_in_2008",
            "Net purchases were +$6.1 billion in 2008, -$2.3 billion from September to"
            " December, and +$129.5 billion in 2009.",
        ),
        (
            "selling_raises_mortgage_rates",
            "The correlation of official net purchases with the change of the 30-year"
            " mortgage rate is (not in the record) over (not in the record).",
        ),
    ],
)
def test_a_sentence_says_why(connection: Connection, claim_id: str, why: str) -> None:
    [(found,)] = connection.execute(
        "select why from claims where claim_id = ?", [claim_id]
    ).fetchall()
    assert found.replace("\N{MINUS SIGN}", "-") == why


def test_every_sentence_is_filled_with_evidence_of_its_claim(
    connection: Connection,
) -> None:
    evidence_of: dict[str, set[str]] = {}
    for claim_id, evidence_id, *_ in evidence(connection):
        evidence_of.setdefault(claim_id, set()).add(evidence_id)
    for claim_id, template, otherwise, why in connection.execute(
        "select claim_id, why_template, why_without_evidence, why from claims"
    ).fetchall():
        names = set(re.findall(r"\{(\w+)\}", f"{template} {otherwise or ''}"))
        assert names <= evidence_of.get(claim_id, set()), claim_id
        assert bool(names) == (claim_id in evidence_of), claim_id
        assert not set("{}") & set(why), claim_id


def test_sold_instead_was_within_chance_with_five_months(
    evidence_on: Callable[[str], Values],
) -> None:
    # in the vintage of June 2026: seven of 39 shifts have as low purchases
    told = of_claim(evidence_on("2026-06-18"), "sold_instead_of_intervening")
    assert told["months_inside"] == 5
    assert told["chance_of_such_sales_inside"] == pytest.approx(7 / 39)


def test_what_others_held_in_the_vintage_of_june_2026(
    evidence_on: Callable[[str], Values],
) -> None:
    told = of_claim(evidence_on("2026-06-18"), "others_were_big_buyers")
    for holder, then, now in (
        ("china", 1_246, 651),
        ("south_korea", 75, 135),
        ("singapore", 110, 277),
        ("saudi_arabia", 119, 140),
    ):
        held = (
            told[f"held_at_the_end_of_2015_by_{holder}"],
            told[f"held_now_by_{holder}"],
        )
        assert held == pytest.approx((1000 * then, 1000 * now), abs=500)


def test_a_sum_of_purchases_that_a_rule_reads_has_its_range(
    connection: Connection,
) -> None:
    """Form S has no price change, so that other change is not known beside it."""
    rows = connection.execute(
        "select claim_id, evidence_id, value, basis, rule from claim_evidence"
        " inner join claims using (claim_id)"
    ).fetchall()
    known = {(claim_id, evidence_id) for claim_id, evidence_id, *_ in rows}
    ranged = set()
    for claim_id, evidence_id, _, basis, rule in rows:
        if (
            basis == "slt_reported"
            and evidence_id.startswith("net_purchases_")
            and "with_other" not in evidence_id
            and not evidence_id.endswith(("_long_term", "inside", "outside"))
            and f"'{evidence_id}'" in rule
        ):
            other = evidence_id.replace("net_purchases", "net_purchases_with_other", 1)
            parts = evidence_id.replace("net_purchases", "other_change", 1)
            assert {(claim_id, other), (claim_id, parts)} & known, evidence_id
            ranged.add(claim_id)
    assert ranged == {
        "the_fall_was_selling",
        "selling_has_gone_on_since",
        "turning_point_of_a_long_trend",
        "retaliation_by_its_timing",
        "eu_reweighs",
        "asean_reweighs",
        "dedollarisation",
    }


def test_a_range_ends_where_other_change_is_added(connection: Connection) -> None:
    found = dict(
        connection.execute(
            "select evidence_id, value from claim_evidence"
            " where claim_id = 'selling_has_gone_on_since'"
        ).fetchall()
    )
    assert found["net_purchases_with_other_since_january_2024"] == (
        found["net_purchases_since_january_2024"]
        + found["other_change_since_january_2024"]
    )
    # Table 3: 50,885 reported, and other change of 2025-01 to 2026-05
    assert found["net_purchases_with_other_since_january_2025"] == (
        found["net_purchases_since_january_2025"]
        + connection.execute(
            "select sum(position_change_usd_mn - net_purchases_usd_mn"
            " - valuation_change_usd_mn) from flows_by_country"
            " where holder_name = 'Japan'"
            " and reference_month between '2025-01-31' and '2026-05-31'"
        ).fetchall()[0][0]
    )


def test_no_verdict_is_typed_in(connection: Connection) -> None:
    """Each rule has a way to more than one verdict and asks for evidence it has."""
    for claim_id, rule in connection.execute(
        "select claim_id, rule from claims semi join claim_evidence using (claim_id)"
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


def test_a_claim_follows_the_record_from_day_to_day(
    verdicts_on: Callable[[str], dict[str, str]],
) -> None:
    """Late in 2024 only the fall was known; in April 2026 Japan had bought again."""
    days = ("2010-01-01", "2024-12-31", "2026-04-20")
    first, fall, after = (verdicts_on(day) for day in days)
    assert {claim for claim, verdict in first.items() if verdict != "not testable"} == {
        "statements_of_the_biden_administration"  # by the calendar alone
    }
    assert fall["the_fall_was_selling"] == "supported"
    assert fall["selling_has_gone_on_since"] == "not testable"
    assert after["selling_has_gone_on_since"] == "contradicted"
    assert fall["fall_accelerated_early_in_2025"] == "not testable"
    assert after["fall_accelerated_early_in_2025"] == "contradicted"


def test_before_a_release_its_statistics_are_no_evidence(
    connection: Connection,
) -> None:
    """co_selling is of the newest vintage, which came out at 16:00 in Washington."""
    noon, evening = (
        connection.execute(
            "select value from claim_evidence_as_of(timestamp '2026-09-16 "
            f"{hour}:00') where evidence_id = 'tests_of_countries'"
        ).fetchall()
        for hour in (12, 18)
    )
    assert noon == [(None,)]
    assert evening != noon


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
    evidence_on: Callable[[str], Values],
) -> None:
    # at the end of 2024 totals were known to January 2023, long-term to October 2024
    told = of_claim(evidence_on("2024-12-31"), "japan_is_the_largest_holder")
    assert told.pop("held_by_japan_long_term") is not None
    assert told == {
        "place_of_japan": None,
        "months_in_front": None,
        "held_by_japan": None,
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


def test_a_claim_is_as_of_the_day_its_own_evidence_was_known(
    connection: Connection,
) -> None:
    days = dict(connection.execute("select claim_id, as_of from claims").fetchall())
    assert {
        claim: str(days[claim])
        for claim in (
            "japan_is_the_largest_holder",  # Table 3 of July
            "the_fall_was_selling",  # revised in June
            "sold_in_the_bust_of_the_1990s",  # Form S as of its end
            "us_rates_rose_for_three_years",  # the cut that ended the rises
            "the_gap_pulled_capital_out",  # the capture of the ministry's file
            "motives_of_the_sales",
        )
    } == {
        "japan_is_the_largest_holder": "2026-07-14",
        "the_fall_was_selling": "2026-06-18",
        "sold_in_the_bust_of_the_1990s": "2023-03-15",
        "us_rates_rose_for_three_years": "2024-09-19",
        "the_gap_pulled_capital_out": "2026-07-11",
        "motives_of_the_sales": "None",
    }


@pytest.mark.parametrize("day", ["2026-06-18", "2026-07-14"])
def test_on_the_day_a_claim_names_its_evidence_was_what_it_is(
    connection: Connection, evidence_on: Callable[[str], Values], day: str
) -> None:
    """Nothing of it came later: the record of that day gives the same numbers."""
    rows = connection.execute(
        "select claim_id, evidence_id, value from claim_evidence"
        " semi join (from claims where as_of = ?) using (claim_id)",
        [day],
    ).fetchall()
    assert len(rows) > 5
    then = evidence_on(day)
    for claim_id, evidence_id, value in rows:
        found = then[claim_id, evidence_id]
        assert found == (None if value is None else pytest.approx(value)), evidence_id


def test_what_is_known_in_the_end_is_what_the_tables_say(
    connection: Connection,
) -> None:
    """The same text over other tables: a day after all others against today."""
    columns = (
        "claim_id, evidence_id, value, basis, breaks_crossed, caveat, has_all_months,"
        " known_on"
    )
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
            "select claim_id, verdict, why, as_of, evidence_missing, caveat,"
            f" caveat_of_figures from {table} order by claim_id"
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
    """Little more than to plan it and to derive that day's holdings and flows in full.

    In time of the processor, however busy the machine is.
    """

    def work(query: str) -> float:
        begun = time.process_time()
        connection.execute(query).fetchall()
        return time.process_time() - begun

    planned, holdings, flows, claims = (
        min(work(f"{query}(date '2026-06-18')") for _ in range(2))
        for query in (
            "explain from claims_as_of",
            "from holdings_as_of",
            "from holder_flows_as_of",
            "from claims_as_of",
        )
    )
    assert claims < 1.5 * (planned + holdings + flows)


def test_a_span_that_the_record_does_not_reach_is_told(connection: Connection) -> None:
    [(missing, incomplete)] = connection.execute(
        "select evidence_missing, evidence_incomplete"
        " from claims_as_of(date '2024-12-31')"
        " where claim_id = 'the_fall_was_selling'"
    ).fetchall()
    assert "Net purchases of Japan from April to December 2024;" in missing
    assert "April to December 2024, long-term only" in incomplete


def test_the_query_of_a_claim_lists_its_evidence(connection: Connection) -> None:
    for claim_id, query in connection.execute(
        "select claim_id, query from claims semi join claim_evidence using (claim_id)"
    ).fetchall():
        rows = connection.execute(query)
        assert [column[0] for column in rows.description][:2] == [
            "claim_id",
            "evidence_id",
        ]
        assert {row[0] for row in rows.fetchall()} == {claim_id}


def test_a_claim_without_evidence_is_not_testable_by_that_alone(
    connection: Connection,
) -> None:
    assert connection.execute(
        "select claim_id, verdict, as_of, rule from claims"
        " anti join claim_evidence using (claim_id) order by claim_id"
    ).fetchall() == [
        (
            claim_id,
            "not testable",
            None,
            "not testable: no table of the record holds evidence",
        )
        for claim_id in (
            "motives_of_the_sales",
            "pressure_on_wto_and_imf",
            "silence_of_decades",
        )
    ]
    assert (
        connection.execute(
            "select claim_id from claim_evidence anti join claims using (claim_id)"
        ).fetchall()
        == []
    )


def test_what_the_record_lacks_is_told_and_breaks_nothing(
    connection: Connection,
) -> None:
    [(verdict, missing)] = connection.execute(
        "select verdict, evidence_missing from claims"
        " where claim_id = 'selling_raises_mortgage_rates'"
    ).fetchall()
    assert verdict == "not testable"
    assert missing.startswith("Correlation of official holders'")
