"""Checks that hold and checks that do not, on small frames as DuckDB gives them.

Belongs here: what `expectations.runner` makes of an expectation. Does not: the suites
and their bounds, and what a failed check stops.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas
import pytest

from expectations import Check, CheckResult, run_checks

REPOSITORY = Path(__file__).parents[2]

HOLDINGS = """
    select * from (values
        ('slt_table1.txt', 811, 'China', 759.0, 700.0, date '2024-01-31'),
        ('slt_table1.txt', 812, 'Japan', 1185.3, 1200.0, date '2024-02-29'),
        ('slt_table1.txt', 813, null, 12.5, 10.0, null),
        ('slt_table1.txt', 813, 'Belgium', null, 10.0, date '1924-01-31')
    ) holdings (file, line_number, label, value, previous, month)
"""
NO_HOLDINGS = f"{HOLDINGS} where false"

RUN_ALONE = """
import sys

def refuse_connections(event, arguments):
    if event == "socket.connect":
        raise RuntimeError(f"{event} {arguments}")

sys.addaudithook(refuse_connections)
import pandas
from expectations import Check, run_checks

bound = {"column": "value", "max_value": 1}
low = Check("low", "raw.t", "ExpectColumnValuesToBeBetween", bound, "critical", "", "")
[result] = run_checks([low], lambda query: pandas.DataFrame({"value": [1, 2]}))
assert result.observed == "1 of 2 unexpected", result
"""


def read_frame(query: str) -> pandas.DataFrame:
    with duckdb.connect() as connection:
        return connection.sql(query).df()


def check(
    expectation: str,
    query: str = HOLDINGS,
    *,
    name: str = "it_holds",
    allows_empty: bool = False,
    **arguments: object,
) -> Check:
    return Check(
        name=name,
        table="raw.tic_slt_table1",
        expectation=expectation,
        arguments=arguments,
        severity="warning",
        reason="2026-01-15, Treasury release notes",
        query=query,
        allows_empty=allows_empty,
    )


def judge(
    expectation: str,
    query: str = HOLDINGS,
    *,
    allows_empty: bool = False,
    **arguments: object,
) -> CheckResult:
    one = check(expectation, query, allows_empty=allows_empty, **arguments)
    [result] = run_checks([one], read_frame)
    return result


def places(result: CheckResult) -> list[tuple[object, object]]:
    return [(row["file"], row["line_number"]) for row in result.failing_rows]


@pytest.mark.parametrize(
    ("expectation", "arguments"),
    [
        ("ExpectColumnValuesToBeBetween", {"column": "value", "max_value": 2000}),
        ("ExpectColumnValuesToNotBeNull", {"column": "file"}),
        (
            "ExpectColumnValuesToBeInSet",
            {"column": "label", "value_set": ["China", "Japan", "Belgium"]},
        ),
        (
            "ExpectCompoundColumnsToBeUnique",
            {"column_list": ["line_number", "previous", "label"]},
        ),
        ("ExpectTableRowCountToBeBetween", {"min_value": 4, "max_value": 4}),
        ("ExpectColumnMaxToBeBetween", {"column": "value", "min_value": 1000}),
        (
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": "previous", "column_B": "line_number", "mostly": 0.25},
        ),
    ],
)
def test_what_holds_passes(expectation: str, arguments: Mapping[str, object]) -> None:
    result = judge(expectation, **arguments)
    assert result.passed, result.message
    assert result.failing_rows == []
    assert f"it_holds passed on {result.rows_judged} rows" in result.message


@pytest.mark.parametrize(
    ("expectation", "arguments", "failing_lines"),
    [
        (
            "ExpectColumnValuesToBeBetween",
            {"column": "value", "max_value": 1000},
            [812],
        ),
        ("ExpectColumnValuesToNotBeNull", {"column": "label"}, [813]),
        (
            "ExpectColumnValuesToBeInSet",
            {"column": "label", "value_set": ["China", "Japan"]},
            [813],
        ),
        (
            "ExpectCompoundColumnsToBeUnique",
            {"column_list": ["file", "line_number"]},
            [813, 813],
        ),
        (
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": "previous", "column_B": "value"},
            [811, 813, 813],
        ),
    ],
)
def test_failing_rows_show_file_and_line(
    expectation: str, arguments: Mapping[str, object], failing_lines: list[int]
) -> None:
    result = judge(expectation, **arguments)
    assert not result.passed
    assert places(result) == [("slt_table1.txt", line) for line in failing_lines]
    assert result.observed.startswith(f"{len(failing_lines)} of ")


@pytest.mark.parametrize(
    ("expectation", "arguments", "observed"),
    [
        ("ExpectTableRowCountToBeBetween", {"min_value": 5}, "4"),
        ("ExpectColumnMaxToBeBetween", {"column": "value", "max_value": 9}, "1185.3"),
        (
            "ExpectColumnMaxToBeBetween",
            {"column": "month", "min_value": date(2024, 3, 31)},
            "2024-02-29",
        ),
        (
            "ExpectColumnDistinctValuesToContainSet",
            {"column": "label", "value_set": ["Japan", "Mars"]},
            "missing_count=1 partial_missing_list=[Mars]",
        ),
    ],
)
def test_failure_of_a_whole_frame_shows_what_was_observed_and_its_first_rows(
    expectation: str, arguments: Mapping[str, object], observed: str
) -> None:
    result = judge(expectation, **arguments)
    assert not result.passed
    assert result.observed == observed
    assert f"failed on 4 rows, observed {observed}; first row: file=" in result.message
    assert len(result.failing_rows) == 4


def test_message_of_a_failure_is_one_sentence_with_place_text_and_reason() -> None:
    result = judge("ExpectColumnValuesToBeBetween", column="value", max_value=1000)
    assert result.message == (
        "raw.tic_slt_table1: it_holds failed for 1 of 3 rows: file=slt_table1.txt"
        " line_number=812 label=Japan value=1185.3 previous=1200.0 month=2024-02-29"
        " (2026-01-15, Treasury release notes)"
    )
    assert json.loads(result.arguments_json) == {"column": "value", "max_value": 1000}


def test_nulls_in_failing_rows_are_none() -> None:
    result = judge("ExpectColumnValuesToNotBeNull", column="month")
    assert result.failing_rows == [
        {
            "file": "slt_table1.txt",
            "line_number": 813,
            "label": None,
            "value": 12.5,
            "previous": 10.0,
            "month": None,
        }
    ]


def test_no_more_than_five_failing_rows_are_shown_and_all_are_counted() -> None:
    query = "select 'a.txt' as file, range as line_number from range(8664)"
    result = judge(
        "ExpectColumnValuesToBeBetween", query, column="line_number", max_value=3
    )
    assert places(result) == [("a.txt", line) for line in range(4, 9)]
    assert "failed for 8,660 of 8,664 rows" in result.message


@pytest.mark.parametrize(
    ("expectation", "arguments", "why"),
    [
        (
            "ExpectColumnValuesToBeBetween",
            {"column": "price", "max_value": 1},
            'column "price" in BatchData does not exist',
        ),
        (
            "ExpectColumnMaxToBeBetween",
            {"column": "price", "max_value": 1},
            'column "price" in BatchData does not exist',
        ),
        (
            "ExpectColumnValuesToBeBetween",
            {"column": "label", "max_value": 1},
            "must either be None or of the same type",
        ),
        ("ExpectColumnValuesToBeBetween", {"column": "value"}, "cannot both be None"),
        (
            "ExpectColumnValuesToNotBeNull",
            {"column": "value", "most": 1},
            "extra fields not permitted",
        ),
        ("ExpectTheUnexpected", {}, "no attribute 'ExpectTheUnexpected'"),
    ],
)
def test_check_that_raises_fails_and_says_why(
    expectation: str, arguments: Mapping[str, object], why: str
) -> None:
    result = judge(expectation, **arguments)
    assert not result.passed
    assert "it_holds could not be run: " in result.message
    assert why in result.message
    assert result.rows_judged == 0


def test_query_that_raises_fails_its_checks_and_no_others() -> None:
    results = run_checks(
        [
            check("ExpectColumnToExist", "from nowhere", column="value", name="lost"),
            check("ExpectColumnToExist", column="value", name="found"),
        ],
        read_frame,
    )
    assert [result.passed for result in results] == [False, True]
    assert "lost could not be run: Catalog Error: Table" in results[0].message


def test_check_that_raises_leaves_the_others_on_its_frame_alone() -> None:
    bound = {"column": "value", "max_value": 1000}
    results = run_checks(
        [
            check("ExpectColumnValuesToBeBetween", name="high", **bound),
            check("ExpectColumnValuesToNotBeNull", name="lost", column="price"),
            check("ExpectColumnValuesToNotBeNull", name="wrong", most=1),
            check("ExpectColumnValuesToBeBetween", name="high_again", **bound),
            check("ExpectColumnToExist", name="there", column="value"),
        ],
        read_frame,
    )
    passed = {result.name: result.passed for result in results}
    assert list(passed) == ["high", "lost", "wrong", "high_again", "there"]
    assert [name for name in passed if passed[name]] == ["there"]
    assert places(results[0]) == places(results[3]) == [("slt_table1.txt", 812)]


@pytest.mark.parametrize(
    ("expectation", "arguments"),
    [
        ("ExpectColumnValuesToBeBetween", {"column": "value", "max_value": 2000}),
        ("ExpectColumnValuesToNotBeNull", {"column": "file"}),
        ("ExpectColumnMaxToBeBetween", {"column": "month", "min_value": date.min}),
        ("ExpectTableRowCountToBeBetween", {"max_value": 2000}),
    ],
)
def test_empty_frame_fails_unless_allowed(
    expectation: str, arguments: Mapping[str, object]
) -> None:
    forbidden = judge(expectation, NO_HOLDINGS, **arguments)
    assert not forbidden.passed
    assert "failed: no rows to check among the 0 of its query" in forbidden.message
    assert judge(expectation, NO_HOLDINGS, allows_empty=True, **arguments).passed


def test_allowing_empty_excuses_neither_a_missing_column_nor_a_row_count() -> None:
    missing = judge(
        "ExpectColumnValuesToNotBeNull", NO_HOLDINGS, allows_empty=True, column="price"
    )
    assert "could not be run" in missing.message
    count = judge(
        "ExpectTableRowCountToBeBetween", NO_HOLDINGS, allows_empty=True, min_value=1
    )
    assert (count.passed, count.observed) == (False, "0")


def test_column_of_nulls_is_nothing_to_judge() -> None:
    query = "select 'a.txt' as file, unnest([null, null])::double as value"
    result = judge("ExpectColumnValuesToBeBetween", query, column="value", max_value=9)
    assert not result.passed
    assert "no rows to check among the 2 of its query" in result.message


def test_duckdb_dates_arrive_as_datetime64() -> None:
    frame = read_frame(
        "select date '2024-01-31' as day, timestamp '2024-01-31' as noted"
    )
    assert [str(dtype) for dtype in frame.dtypes] == ["datetime64[us]"] * 2


@pytest.mark.parametrize(
    ("expectation", "arguments", "failing_lines"),
    [
        ("ExpectColumnValuesToBeBetween", {"min_value": date(2024, 2, 1)}, [811, 813]),
        ("ExpectColumnValuesToBeBetween", {"max_value": date(2024, 2, 29)}, []),
        (
            "ExpectColumnValuesToBeBetween",
            {"min_value": datetime(2024, 2, 1)},  # noqa: DTZ001  DATE has no zone
            [811, 813],
        ),
        (
            "ExpectColumnValuesToBeInSet",
            {"value_set": [date(2024, 1, 31), date(1924, 1, 31)]},
            [812],
        ),
        ("ExpectColumnValuesToNotBeInSet", {"value_set": {date(2024, 1, 31)}}, [811]),
    ],
)
def test_dates_are_compared_as_dates(
    expectation: str, arguments: Mapping[str, object], failing_lines: list[int]
) -> None:
    result = judge(expectation, column="month", **arguments)
    assert "could not be run" not in result.message
    assert places(result) == [("slt_table1.txt", line) for line in failing_lines]
    assert result.passed == (not failing_lines)


def test_instants_are_compared_with_their_zone() -> None:
    at_ten = pandas.DataFrame({"captured_at": [datetime(2024, 1, 31, 10, tzinfo=UTC)]})
    after = {
        "column": "captured_at",
        "min_value": datetime(2024, 1, 31, 11, tzinfo=UTC),
    }
    late = check("ExpectColumnValuesToBeBetween", **after)
    [result] = run_checks([late], lambda _: at_ten)
    assert result.observed == "1 of 1 unexpected"


def test_checks_with_one_query_share_one_frame() -> None:
    queries: list[str] = []

    def read_and_count(query: str) -> pandas.DataFrame:
        queries.append(query)
        return read_frame(query)

    highest = {"column": "value", "max_value": 1000}
    results = run_checks(
        [
            check("ExpectColumnValuesToBeBetween", name="first", **highest),
            check(
                "ExpectColumnValuesToBeBetween",
                f"{HOLDINGS} where line_number = 811",
                name="second",
                **highest,
            ),
            check("ExpectColumnToExist", name="third", column="value"),
        ],
        read_and_count,
    )
    assert len(queries) == 2
    passed = [(result.name, result.passed) for result in results]
    assert passed == [("first", False), ("second", True), ("third", True)]


def test_severity_is_handed_on_and_judged_by_great_expectations() -> None:
    warning = check("ExpectColumnToExist", column="value")
    fatal = replace(warning, severity="fatal", name="fatal")
    results = run_checks([warning, fatal], read_frame)
    assert [result.severity for result in results] == ["warning", "fatal"]
    assert [result.passed for result in results] == [True, False]
    assert "permitted: 'critical', 'warning', 'info'" in results[1].message


def test_two_checks_of_one_name_are_refused() -> None:
    twins = [check("ExpectColumnToExist", column="value")] * 2
    with pytest.raises(ValueError, match=r"same name: raw\.tic_slt_table1: it_holds"):
        run_checks(twins, read_frame)


def test_no_checks_give_no_results() -> None:
    assert run_checks([], read_frame) == []


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    judge("ExpectColumnValuesToBeBetween", column="value", max_value=1000)
    judge("ExpectColumnValuesToNotBeNull", column="price")
    judge("ExpectTheUnexpected")
    assert capfd.readouterr() == ("", "")


def run_python(program: str, folder: Path) -> str:
    """Run a program with all its usual places for files in one empty folder."""
    places = dict.fromkeys(["HOME", "TMPDIR", "XDG_CACHE_HOME"], str(folder))
    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=places | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout + finished.stderr


def test_import_of_the_package_leaves_great_expectations_alone(tmp_path: Path) -> None:
    program = "import expectations, sys; print('great_expectations' in sys.modules)"
    assert run_python(program, tmp_path) == "False\n"


def test_run_prints_nothing_leaves_no_file_and_calls_nobody(tmp_path: Path) -> None:
    assert run_python(RUN_ALONE, tmp_path) == ""
    assert list(tmp_path.iterdir()) == []
