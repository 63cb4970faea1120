"""Checks of the incoming boundary, on small raw tables with a fault in each."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from expectations import CheckResult, run_checks
from expectations.raw.completeness import no_gap_in_dates

# Two files of one record: the history to June, the month of October; a week of July.
HISTORY, OCTOBER, JULY = "hash of history", "hash of october", "hash of july"


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema raw; create schema meta")
        connection.execute(
            "create table meta.landed_files as from (values"
            f" ('{HISTORY}', 'mof_jgb_all'), ('{OCTOBER}', 'mof_jgb_current'),"
            f" ('{JULY}', 'mof_jgb_current')) as files (sha256, source_id)"
        )
        connection.execute(
            "create table raw.mof_jgb"
            " (source_sha256 varchar, label varchar, reference_date date)"
        )
        yield connection


def print_days(
    database: duckdb.DuckDBPyConnection, file: str, label: str, *days: date
) -> None:
    """Add a row of a file for each day of a series."""
    database.executemany(
        "insert into raw.mof_jgb values (?, ?, ?)",
        [(file, label, day) for day in days],
    )


def judge(database: duckdb.DuckDBPyConnection, of_series: bool = True) -> CheckResult:
    pauses = {"mof_jgb_all": 12, "mof_jgb_current": 12}
    check = no_gap_in_dates("mof_jgb", pauses, of_series)
    [result] = run_checks([check], lambda query: database.sql(query).df())
    return result


def test_a_quarter_between_two_files_is_named(
    database: duckdb.DuckDBPyConnection,
) -> None:
    print_days(database, HISTORY, "10Y", date(2026, 6, 29), date(2026, 6, 30))
    print_days(database, OCTOBER, "10Y", date(2026, 10, 1), date(2026, 10, 2))
    result = judge(database)
    assert not result.passed
    assert result.severity == "warning"
    assert result.failing_rows == [
        {
            "series": "10Y",
            "after_date": "2026-06-30",
            "before_date": "2026-10-01",
            "days_too_many": 81,
        }
    ]


def test_a_third_file_that_fills_most_of_it_leaves_the_rest(
    database: duckdb.DuckDBPyConnection,
) -> None:
    print_days(database, HISTORY, "10Y", date(2026, 6, 30))
    print_days(database, JULY, "10Y", date(2026, 7, 1), date(2026, 7, 10))
    assert judge(database).passed
    print_days(database, OCTOBER, "10Y", date(2026, 7, 23))
    assert [row["days_too_many"] for row in judge(database).failing_rows] == [1]


def test_one_series_does_not_fill_the_gap_of_another(
    database: duckdb.DuckDBPyConnection,
) -> None:
    print_days(database, HISTORY, "2Y", date(2026, 6, 30), date(2026, 7, 31))
    print_days(database, JULY, "10Y", date(2026, 7, 10), date(2026, 7, 20))
    assert [row["series"] for row in judge(database).failing_rows] == ["2Y"]
    assert judge(database, of_series=False).passed


def test_a_table_without_rows_has_no_gap(database: duckdb.DuckDBPyConnection) -> None:
    assert judge(database).passed
