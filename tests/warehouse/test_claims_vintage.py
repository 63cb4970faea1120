"""A new vintage changes a verdict: landed by the door, built by the models.

Belongs here: what a release does to the claims. Does not: claims on the figures as
they are (`test_claims.py`). The invented vintage breaks identities that dbt's tests
hold, such as Japan in its region's sum, so that a whole run would refuse it; here the
models alone are built, on a copy of a published warehouse.
"""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.rebuilding import rebuilt_database, warehouse_with

Connection = duckdb.DuckDBPyConnection

TABLE_3 = PROJECT_ROOT / "data/bundled/tic/slt_table3/2026-07-14.txt.gz"
RELEASED = date(2026, 10, 16)
SOLD = 150_000  # USD million, in January 2025

# From the new cells to the verdicts.
MODELS = [
    "figure_vintages",
    "holdings_vintages",
    "holder_flows_vintages",
    "holdings",
    "int_reported_flows",
    "holder_flows",
    "claim_evidence",
    "claims",
]


def japan_sold_in_january_2025() -> bytes:
    """Table 3 as shipped, had Japan sold long-term Treasuries in January 2025."""
    lines = unpacked(TABLE_3).decode().splitlines(keepends=True)
    [names] = [line.rstrip().split("\t") for line in lines if "for_treas_pos" in line]
    for place, line in enumerate(lines):
        cells = line.rstrip("\n").split("\t")
        if len(cells) < len(names) or cells[1] != "42609" or cells[2] < "2025-01":
            continue
        changed = ["for_treas_pos", "for_lt_treas_pos"]
        if cells[2] == "2025-01":
            changed += ["for_treas_net", "for_lt_treas_net"]
        for name in changed:
            cell = names.index(name)
            cells[cell] = str(int(cells[cell]) - SOLD)
        lines[place] = "\t".join(cells) + "\n"
    return "".join(lines).encode()


@pytest.fixture(scope="module")
def rebuilt(
    published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A copy of the published database after the vintage of October 2026."""
    settings = warehouse_with(
        published,
        tmp_path_factory.mktemp("october") / "data",
        {"slt_table3.txt": japan_sold_in_january_2025()},
        RELEASED,
    )
    with rebuilt_database(published, settings, MODELS) as connection:
        yield connection


def verdicts(connection: Connection, source: str = "claims") -> dict[str, str]:
    return dict(
        connection.execute(f"select claim_id, verdict from {source}").fetchall()
    )


def test_a_vintage_in_which_japan_sold_turns_the_verdicts_on_it(
    connection: Connection, rebuilt: Connection
) -> None:
    before, after = verdicts(connection), verdicts(rebuilt)
    assert {
        claim: (before[claim], verdict)
        for claim, verdict in after.items()
        if verdict != before[claim]
    } == {
        "fall_accelerated_early_in_2025": ("contradicted", "supported"),
        "selling_has_gone_on_since": ("contradicted", "supported"),
        # not in the latest twelve months
        "dumping_on_a_large_scale": ("contradicted", "mixed"),
        # in 15 of 29 months, but in no longer streak
        "a_series_of_structural_sales": ("contradicted", "not testable"),
        "turning_point_of_a_long_trend": ("contradicted", "mixed"),
    }


def test_its_evidence_moves_by_what_was_sold(
    connection: Connection, rebuilt: Connection
) -> None:
    for evidence_id in (
        "change_in_the_first_quarter",
        "net_purchases_since_january_2024",
    ):
        query = (
            "select distinct value from claim_evidence"
            f" where evidence_id = '{evidence_id}'"
        )
        [(before,)], [(after,)] = (
            each.execute(query).fetchall() for each in (connection, rebuilt)
        )
        assert after == before - SOLD


def test_what_was_said_before_its_release_stays_said(
    connection: Connection, rebuilt: Connection
) -> None:
    day_before = "claims_as_of(date '2026-10-15')"
    then, now = verdicts(connection, day_before), verdicts(rebuilt, day_before)
    # co_selling is of the newest vintage alone, so that an older day has none
    assert then.pop("contagion") == "contradicted"
    assert now.pop("contagion") == "not testable"
    assert then == now
    [(why,)] = rebuilt.execute(
        f"select why from {day_before} where claim_id = 'contagion'"
    ).fetchall()
    assert why.startswith(
        "Co-selling is counted on the newest vintage alone, so that of this day there"
        " are no tests; in an average month "
    )
    assert "not in the record" not in why
    on_the_day = verdicts(rebuilt, f"claims_as_of(date '{RELEASED}')")
    assert on_the_day["fall_accelerated_early_in_2025"] == "supported"
    assert on_the_day["selling_has_gone_on_since"] == "supported"


def test_claims_on_new_figures_say_so_and_others_do_not(
    connection: Connection, rebuilt: Connection
) -> None:
    before, after = (
        dict(each.execute("select claim_id, as_of from claims").fetchall())
        for each in (connection, rebuilt)
    )
    moved = {claim for claim, as_of in after.items() if as_of != before[claim]}
    assert {after[claim] for claim in moved} == {RELEASED}
    assert {"fall_accelerated_early_in_2025", "selling_has_gone_on_since"} <= moved
    assert moved.isdisjoint(
        {"the_fall_was_selling", "us_rates_rose_for_three_years", "bought_in_2008"}
    )
