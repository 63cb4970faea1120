"""A release of which only some files are here: each table has what its sources have.

The invented files of July repeat April as a month of May in which nobody bought or
sold, so that every identity of dbt's tests holds in each of them. Does not belong
here: one partial release through whole runs (`tests/end_to_end`).
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
from tests.support.next_release import NEXT_RELEASE, RELEASED
from tests.support.rebuilding import (
    land_as_released,
    rebuilt_database,
    singular_tests,
    warehouse_with,
)

SUBSETS = list(chain(*(combinations(NEXT_RELEASE, size) for size in (1, 2, 3))))
APRIL, MAY = date(2026, 4, 30), date(2026, 5, 31)
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
    )
    with rebuilt_database(published, settings) as connection:
        yield request.param, connection


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
    partial: Partial, connection: duckdb.DuckDBPyConnection
) -> None:
    names, after = partial
    query = "select count(*), min(last_month), max(last_month) from {}"
    [(before, *_)] = connection.execute(
        query.format("holder_change_windows")
    ).fetchall()
    [(count, first, last)] = after.execute(
        query.format("holder_change_windows")
    ).fetchall()
    latest = MAY if "slt_table3" in names else APRIL
    assert first == last == latest
    # a window may open in a month in which a holder has no figure
    assert 0.99 * before < count <= before if latest == MAY else count == before


def test_claims_speak_of_complete_months_only(
    partial: Partial, connection: duckdb.DuckDBPyConnection
) -> None:
    """But what names May, as the interventions of April and May do, counts it."""
    names, after = partial
    query = (
        "select evidence_id, value from claim_evidence"
        " where evidence_id not like '%april_may_2026' order by all"
    )
    if "slt_table3" not in names:
        assert after.execute(query).fetchall() == connection.execute(query).fetchall()
    verdicts = "select claim_id, verdict from claims order by all"
    assert after.execute(verdicts).fetchall() == connection.execute(verdicts).fetchall()


@pytest.mark.parametrize("order", list(permutations(NEXT_RELEASE)), ids="+".join)
def test_files_of_a_release_land_in_any_order(
    published: Settings, tmp_path: Path, order: tuple[str, ...]
) -> None:
    settings = warehouse_with(published, tmp_path / "data", {}, RELEASED)
    landed = [
        land_as_released(settings, name, NEXT_RELEASE[name](), RELEASED).file.sidecar
        for name in order
    ]
    assert {each.last_reference_date for each in landed} == {MAY}
    assert {each.released_on for each in landed} == {RELEASED}
