"""A release of which only some files are here: each table has what its sources have.

The shipped snapshot is one, and invented ones are built on the last whole release in
it: their files of July repeat April as a month of May in which nobody bought or sold,
so that every identity of dbt's tests holds in each of them. Does not belong here: one
partial release through whole runs (`tests/end_to_end`).
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain, combinations, permutations
from pathlib import Path

import duckdb
import pytest

from expectations.check import CheckResult
from expectations.published import published_checks
from expectations.runner import run_checks
from orchestration.settings import Settings
from tests.support.next_release import LAST_WHOLE, NEXT_RELEASE, RELEASED
from tests.support.rebuilding import (
    land_as_released,
    rebuilt_database,
    singular_tests,
    warehouse_with,
)

SUBSETS = list(chain(*(combinations(NEXT_RELEASE, size) for size in (1, 2, 3))))
APRIL, MAY = date(2026, 4, 30), date(2026, 5, 31)
JULY = date(2026, 7, 31)
Partial = tuple[tuple[str, ...], duckdb.DuckDBPyConnection]


@pytest.fixture(scope="module", params=SUBSETS, ids="+".join)
def partial(
    request: pytest.FixtureRequest,
    published: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Partial]:
    """The names of the files that are here, and the database built with them."""
    settings = warehouse_with(
        published,
        tmp_path_factory.mktemp("july") / "data",
        {name: NEXT_RELEASE[name]() for name in request.param},
        RELEASED,
        known_on=LAST_WHOLE,
    )
    with rebuilt_database(published, settings) as connection:
        yield request.param, connection


@pytest.fixture(scope="module")
def whole(
    published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database of the last whole release."""
    settings = warehouse_with(
        published,
        tmp_path_factory.mktemp("june") / "data",
        {},
        LAST_WHOLE,
        known_on=LAST_WHOLE,
    )
    with rebuilt_database(published, settings) as connection:
        yield connection


def results(connection: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    columns = "holder_code, reference_month, instrument, segment_id, position_usd_mn"
    connection.execute(
        "create or replace temp view previously_published as"
        f" select {columns} from main.holdings where false"
    )
    return run_checks(published_checks(), lambda query: connection.sql(query).df())


def test_no_check_stops_it_and_one_warns_of_what_is_missing(partial: Partial) -> None:
    names, connection = partial
    failed = {each.name: each for each in results(connection) if not each.passed}
    assert not [each for each in failed.values() if each.severity == "critical"]
    is_whole = "slt_table3" in names
    assert ("newest_months_are_complete" in failed) == (not is_whole)
    if not is_whole:
        assert "2026-05-31" in failed["newest_months_are_complete"].message


def test_no_identity_of_dbt_fails(partial: Partial, published: Settings) -> None:
    _, connection = partial
    tests = singular_tests(published)
    assert len(tests) > 40
    found = {
        name: connection.execute(query).fetchall() for name, query in tests.items()
    }
    assert {name: rows for name, rows in found.items() if rows} == {}


def test_the_latest_month_is_the_last_complete_one(partial: Partial) -> None:
    names, connection = partial
    latest = MAY if "slt_table3" in names else APRIL
    for table in (
        "holdings",
        "holdings_by_country",
        "holder_flows",
        "flows_by_country",
    ):
        found = connection.execute(
            f"select max(reference_month) filter (is_complete_month),"
            f" max(reference_month), count(*) filter (is_complete_month is null)"
            f" from {table}"
        ).fetchone()
        assert found == (latest, MAY, 0), table


def test_each_instrument_has_the_positions_that_its_files_have(
    partial: Partial,
) -> None:
    names, connection = partial
    expected = {
        "total": {"slt_table3", "slt_table5"},
        "long_term": {"slt_table3", "slt_table1"},
        "short_term": {"slt_table3"},
    }
    found = connection.execute(
        "select instrument from holdings where holder_name = 'Japan'"
        " and reference_month = date '2026-05-31' order by all"
    ).fetchall()
    assert found == sorted(
        (instrument,) for instrument, files in expected.items() if files & set(names)
    )


def test_windows_of_every_holder_stay_and_end_with_the_latest_month(
    partial: Partial, whole: duckdb.DuckDBPyConnection
) -> None:
    names, after = partial
    query = "select count(*), min(last_month), max(last_month) from {}"
    [(before, *_)] = whole.execute(query.format("holder_change_windows")).fetchall()
    [(count, first, last)] = after.execute(
        query.format("holder_change_windows")
    ).fetchall()
    latest = MAY if "slt_table3" in names else APRIL
    assert first == last == latest
    # a window may open in a month in which a holder has no figure
    assert 0.99 * before < count <= before if latest == MAY else count == before


def test_claims_speak_of_complete_months_only(
    partial: Partial, whole: duckdb.DuckDBPyConnection
) -> None:
    """But what names May, as the interventions of April and May do, counts it."""
    names, after = partial
    query = (
        "select evidence_id, value from claim_evidence"
        " where evidence_id not like '%april_may_2026' order by all"
    )
    if "slt_table3" not in names:
        assert after.execute(query).fetchall() == whole.execute(query).fetchall()
    verdicts = "select claim_id, verdict from claims order by all"
    assert after.execute(verdicts).fetchall() == whole.execute(verdicts).fetchall()


@pytest.mark.parametrize("order", list(permutations(NEXT_RELEASE)), ids="+".join)
def test_files_of_a_release_land_in_any_order(
    published: Settings, tmp_path: Path, order: tuple[str, ...]
) -> None:
    settings = warehouse_with(
        published, tmp_path / "data", {}, RELEASED, known_on=LAST_WHOLE
    )
    landed = [
        land_as_released(settings, name, NEXT_RELEASE[name](), RELEASED).file.sidecar
        for name in order
    ]
    assert {each.last_reference_date for each in landed} == {MAY}
    assert {each.released_on for each in landed} == {RELEASED}


def test_the_snapshot_reaches_july_with_table_5_and_may_with_flows(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Table 5 prints Japan's 1,103.9 of July in billions; Table 3 ends with May."""
    assert connection.execute(
        "select max(reference_month), max(reference_month) filter (is_complete_month)"
        " from holdings"
    ).fetchall() == [(JULY, MAY)]
    assert connection.execute(
        "select source, instrument, position_usd_mn, precision_usd_mn,"
        " is_complete_month from holdings where holder_name = 'Japan'"
        " and reference_month = ?",
        [JULY],
    ).fetchall() == [("slt_table5", "total", 1_103_900, 100, False)]
    for table in ("holder_flows", "flows_by_country"):
        assert connection.execute(
            "select max(reference_month) filter (net_purchases_usd_mn is not null),"
            " max(reference_month) filter (valuation_change_usd_mn is not null)"
            f" from {table}"
        ).fetchall() == [(MAY, MAY)]


@pytest.mark.parametrize(
    ("holder_code", "month", "position"),
    [
        ("42609", MAY, 1_143_139),
        ("99996", MAY, 9_371_073),
        ("99996", JULY, 9_248_100),
        ("99990", JULY, 3_773_100),
        ("42609", date(2025, 6, 30), 1_154_765),
    ],
)
def test_the_newest_vintages_figures_are_the_files(
    connection: duckdb.DuckDBPyConnection,
    holder_code: str,
    month: date,
    position: float,
) -> None:
    assert connection.execute(
        "select position_usd_mn from holdings where holder_code = ?"
        " and reference_month = ? and instrument = 'total' and is_continuing",
        [holder_code, month],
    ).fetchall() == [(position,)]


def test_japans_may_2026_is_table_3s_and_its_june_2025_was_revised(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert connection.execute(
        "select instrument, net_purchases_usd_mn, valuation_change_usd_mn"
        " from holder_flows where holder_code = '42609' and reference_month = ?"
        " and instrument <> 'short_term' order by all",
        [MAY],
    ).fetchall() == [("long_term", -2_838, -2_672), ("total", -62_628, -2_672)]
    assert connection.execute(
        "select old_value_usd_mn, new_value_usd_mn from quality.revisions"
        " where source = 'mfhhis01' and holder_code = '42609'"
        " and reference_month = date '2025-06-30'"
    ).fetchall() == [(1_147_900, 1_154_800)]
