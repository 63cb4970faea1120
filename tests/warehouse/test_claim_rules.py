"""The rules of the claims on invented facts: which side of each line gives what.

Belongs here: what a rule makes of numbers that the record does not have today. Does
not: the numbers (`test_claims.py`), a new vintage (`test_claims_vintage.py`).
"""

import duckdb
import pytest

Connection = duckdb.DuckDBPyConnection
Facts = dict[str, float]


def verdict(connection: Connection, claim_id: str, facts: Facts) -> str:
    """Evaluate the rule of a claim, as its column has it, on facts."""
    [(rule,)] = connection.execute(
        "select rule from claims where claim_id = ?", [claim_id]
    ).fetchall()
    [(found,)] = connection.execute(
        f"select {rule} from (select map(?, ?::double[]) as facts)",
        [list(facts), list(facts.values())],
    ).fetchall()
    return str(found)


def fall(change: float, purchases: float, prices: float) -> Facts:
    return {
        f"{name}_april_to_december_2024": value
        for name, value in (
            ("position_change", change),
            ("net_purchases", purchases),
            ("valuation_change", prices),
        )
    }


def correlated(name: str, correlation: float, months: float) -> Facts:
    return {f"correlation_of_{name}": correlation, f"months_of_{name}": months}


def interventions(after: float, by_month_ends: float, placebo: float) -> Facts:
    """Four episodes, three months later."""
    name = "weaker_yen_three_months_later"
    return {
        "episodes_known_three_months_later": 4,
        f"episodes_with_a_{name}_by_averages": after,
        f"episodes_with_a_{name}_by_month_ends": by_month_ends,
        f"placebo_of_a_{name}_by_averages": placebo,
        f"placebo_of_a_{name}_by_month_ends": placebo,
    }


def gap(correlation: float, months: float, since: float = 1) -> Facts:
    return {
        "change_of_the_gap": 2.5,
        "change_of_the_yen": 35,
        "change_of_the_gap_since": since,
        "change_of_the_yen_since": 5,
        "correlation_of_changes": correlation,
        "months_of_changes": months,
    }


@pytest.mark.parametrize(
    ("claim_id", "facts", "expected"),
    [
        # two thirds of the fall, and prices less than a third of it
        ("the_fall_was_selling", fall(-90, -60, -29), "supported"),
        ("the_fall_was_selling", fall(-90, -59, -5), "mixed"),
        ("the_fall_was_selling", fall(-90, -61, -30), "mixed"),
        ("the_fall_was_selling", fall(-90, 1, -5), "contradicted"),
        ("the_fall_was_selling", fall(5, -10, 20), "contradicted"),
        ("the_fall_was_selling", {}, "not testable"),
        # a long-term figure where the total is not landed
        (
            "selling_has_gone_on_since",
            {
                "net_purchases_since_january_2025_long_term": -1,
                "net_purchases_since_january_2024_long_term": -1,
            },
            "supported",
        ),
        # Fisher: 1.96 / sqrt(39 - 3) is 0.327, whose tanh is 0.3153
        (
            "selling_raises_yields",
            correlated("official_purchases_and_yields", -0.316, 39),
            "supported",
        ),
        (
            "selling_raises_yields",
            correlated("official_purchases_and_yields", -0.315, 39),
            "not testable",
        ),
        (
            "selling_raises_yields",
            correlated("official_purchases_and_yields", 0.316, 39),
            "contradicted",
        ),
        (
            "selling_lowers_the_dollar",
            correlated("all_purchases_and_the_dollar", 0.316, 39),
            "supported",
        ),
        # what studies say decides nothing
        (
            "selling_raises_yields",
            {"smallest_effect_in_studies": 19, "largest_effect_in_studies": 100},
            "not testable",
        ),
        ("the_gap_weakened_the_yen", gap(0.67, 69), "supported"),
        ("the_gap_weakened_the_yen", gap(0.67, 69, since=-1), "mixed"),
        ("the_gap_weakened_the_yen", gap(0.3, 20), "mixed"),
        ("the_gap_weakened_the_yen", gap(-0.5, 69), "contradicted"),
        # who sold before Japan does not follow it
        ("others_follow", {"sellers_that_began_after_japan": 0}, "contradicted"),
        ("others_follow", {"sellers_that_began_after_japan": 1}, "mixed"),
        ("others_follow", {"sellers_that_began_after_japan": 4}, "supported"),
        ("interventions_were_in_vain", interventions(4, 4, 70), "supported"),
        ("interventions_were_in_vain", interventions(0, 0, 70), "contradicted"),
        ("interventions_were_in_vain", interventions(1, 0, 70), "mixed"),
        ("interventions_were_in_vain", interventions(3, 3, 70), "not testable"),
        (
            "sold_instead_of_intervening",
            {"chance_of_such_sales_inside": 0.04},
            "contradicted",
        ),
        (
            "sold_instead_of_intervening",
            {"chance_of_such_sales_inside": 0.17},
            "not testable",
        ),
        (
            "sold_instead_of_intervening",
            {"chance_of_such_sales_inside": 0.96, "net_purchases_a_month_outside": -1},
            "supported",
        ),
        (
            "dumping_on_a_large_scale",
            {"lowest_purchases_as_a_share": -4.9},
            "contradicted",
        ),
        ("dumping_on_a_large_scale", {"lowest_purchases_as_a_share": -5}, "mixed"),
        (
            "dumping_on_a_large_scale",
            {"lowest_purchases_as_a_share": -6, "latest_purchases_as_a_share": -5},
            "supported",
        ),
        # one test in twenty is chance
        (
            "contagion",
            {
                "tests_of_countries": 100,
                "tests_with_a_p_value_below_5_percent": 5,
                "tests_that_remain_after_adjustment": 0,
            },
            "contradicted",
        ),
        (
            "contagion",
            {
                "tests_of_countries": 100,
                "tests_with_a_p_value_below_5_percent": 6,
                "tests_that_remain_after_adjustment": 0,
            },
            "not testable",
        ),
        (
            "dedollarisation",
            {
                "change_of_the_dollar_share_in_five_years": -2,
                "net_purchases_of_officials": 200,
            },
            "mixed",
        ),
        (
            "dedollarisation",
            {
                "change_of_the_dollar_share_in_five_years": -2,
                "net_purchases_of_officials": -200,
            },
            "supported",
        ),
        (
            "turning_point_of_a_long_trend",
            {
                "change_in_the_decade_before": 100,
                "change_since": -50,
                "net_purchases_since_january_2024": -60,
            },
            "supported",
        ),
        # a rise after a fall is no turn to selling
        (
            "turning_point_of_a_long_trend",
            {
                "change_in_the_decade_before": -100,
                "change_since": 50,
                "net_purchases_since_january_2024": 60,
            },
            "contradicted",
        ),
        (
            "bought_in_2008",
            {
                "net_purchases_2008": 6,
                "net_purchases_september_to_december_2008": 1,
            },
            "supported",
        ),
        (
            "reserves_were_spared",
            {"episodes_with_known_reserves": 2, "episodes_with_falling_reserves": 1},
            "mixed",
        ),
    ],
)
def test_a_rule_draws_its_line(
    connection: Connection, claim_id: str, facts: Facts, expected: str
) -> None:
    assert verdict(connection, claim_id, facts) == expected


def test_no_rule_judges_without_facts(connection: Connection) -> None:
    for (claim_id,) in connection.execute(
        "select claim_id from claims semi join claim_evidence using (claim_id)"
    ).fetchall():
        assert verdict(connection, claim_id, {}) == "not testable", claim_id


def test_the_dollar_share_is_that_of_twenty_quarters_ago(
    connection: Connection,
) -> None:
    """Invented: 60 % falling by a tenth of a point a quarter, beside other groups."""
    shares = (
        "with reserve_currency_shares as ("
        " select last_day(date '2026-03-31' - to_months(3 * n)) as quarter_end,"
        " 'USD' as currency, 'G001' as country_group, 57 + n / 10 as share_pct"
        " from range(30) as quarters(n)"
        " union all select date '2026-03-31', 'EUR', 'G001', 20"
        " union all select date '2026-03-31', 'USD', 'G110', 99) "
    )
    found = {
        name: connection.execute(shares + query).fetchall()
        for name, query in connection.execute(
            "select evidence_id, query from claim_evidence"
            " where claim_id = 'dedollarisation' and contains(evidence_id, 'dollar')"
        ).fetchall()
    }
    assert found == {
        "dollar_share_now": [(57,)],
        "change_of_the_dollar_share_in_five_years": [(pytest.approx(-2),)],
    }
