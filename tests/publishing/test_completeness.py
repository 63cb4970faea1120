"""The one line about missing releases, wherever it is said."""

from datetime import UTC, date, datetime, timedelta

import dagster
import duckdb
import pytest

from orchestration.dagster_app.release_check import build_release_check
from orchestration.publishing.completeness import Completeness, completeness
from orchestration.settings import Settings
from orchestration.storage.connections import writer

TODAY = datetime.now(UTC).date()
PAST = TODAY - timedelta(days=1)
COMING = TODAY + timedelta(days=1)


def a_database(
    connection: duckdb.DuckDBPyConnection,
    holdings: list[tuple[str, bool]],
    releases: list[tuple[str, date]],
) -> None:
    connection.execute(
        "create table holdings (reference_month date, is_complete_month boolean)"
    )
    connection.execute("create table releases (reference_month date, released_on date)")
    for month, is_complete in holdings:
        connection.execute("insert into holdings values (?, ?)", [month, is_complete])
    for month, day in releases:
        connection.execute("insert into releases values (?, ?)", [month, day])


WHOLE = [("2026-04-30", True), ("2026-05-31", True)]


@pytest.mark.parametrize(
    ("holdings", "releases", "expected"),
    [
        (
            WHOLE,
            [("2026-05-31", PAST), ("2026-06-30", COMING)],
            Completeness("TIC is complete to 2026-05", is_whole=True),
        ),
        (
            [*WHOLE, ("2026-06-30", False)],
            [("2026-06-30", PAST)],
            Completeness("TIC is complete to 2026-05; in part: 2026-06", False),
        ),
        (
            [*WHOLE, ("2026-06-30", False), ("2026-07-31", False)],
            [
                *(("2026-09-30", PAST), ("2026-08-31", PAST)),
                *(("2026-07-31", PAST), ("2026-06-30", PAST)),
            ],
            Completeness(
                "TIC is complete to 2026-05; in part: 2026-06, 2026-07; missing:"
                " 2026-08, 2026-09",
                is_whole=False,
            ),
        ),
        ([("2026-05-31", False)], [("2026-05-31", PAST)], None),
        ([], [("2026-05-31", PAST)], None),
    ],
)
def test_the_line_names_what_is_in_part_and_what_is_missing(
    holdings: list[tuple[str, bool]],
    releases: list[tuple[str, date]],
    expected: Completeness | None,
) -> None:
    with duckdb.connect() as connection:
        a_database(connection, holdings, releases)
        assert completeness(connection) == expected


def test_a_database_of_another_build_has_no_line() -> None:
    with duckdb.connect() as connection:
        assert completeness(connection) is None


def test_dagster_warns_with_the_line(settings: Settings) -> None:
    with writer(settings.published_database) as connection:
        a_database(connection, WHOLE, [("2026-06-30", PAST)])
    check = build_release_check(settings)
    found = check()
    assert isinstance(found, dagster.AssetCheckResult)
    assert not found.passed
    assert found.severity is dagster.AssetCheckSeverity.WARN
    assert found.description == "TIC is complete to 2026-05; missing: 2026-06"
    with writer(settings.published_database) as connection:
        connection.execute("insert into holdings values ('2026-06-30', true)")
    assert check().passed
