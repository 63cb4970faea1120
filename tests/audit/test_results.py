"""How long the result of a check holds, and when it is asked again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from expectations.check import Check, CheckResult, between
from orchestration.audit.results import (
    fingerprints_of,
    read_results,
    write_results,
)
from orchestration.storage.node_records import NodeRecord, write_node_records

POSITIVE = between(
    name="positions_are_positive",
    table="main.holdings",
    column="position",
    min_value=0,
    severity="critical",
    reason="nobody holds less than nothing",
    query="""
        with known as (select * from raw.figures)
        select position from holdings inner join known using (month)
    """,
)
FRESH = replace(
    POSITIVE, name="figures_are_new", query="select current_date from holdings"
)
KEY = (POSITIVE.table, POSITIVE.name)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("attach ':memory:' as warehouse; use warehouse")
        write_node_records(
            opened, [_record("main", "holdings"), _record("raw", "figures")]
        )
        yield opened


def _record(schema: str, name: str, fingerprint: str = "first") -> NodeRecord:
    return NodeRecord(
        node_id=f"{schema}.{name}",
        kind="table",
        table_schema=schema,
        table_name=name,
        fingerprint=fingerprint,
        code_hash="",
        outcome="built",
        done_at=datetime(2026, 11, 30, tzinfo=UTC),
        reason="it is new here",
    )


def _result(check: Check) -> CheckResult:
    return CheckResult(
        table=check.table,
        name=check.name,
        severity=check.severity,
        passed=False,
        observed="-3",
        rows_judged=2,
        failing_rows=[{"month": "2026-04-30", "position": -3}],
        message="a position of -3",
        reason=check.reason,
        expectation=check.expectation,
        arguments_json="{}",
    )


def _judge(connection: duckdb.DuckDBPyConnection, *checks: Check) -> None:
    fingerprints = fingerprints_of(connection, checks)
    results = [_result(check) for check in checks]
    write_results(connection, "published", results, fingerprints, checks)


def _holds(connection: duckdb.DuckDBPyConnection, check: Check) -> bool:
    results = read_results(connection, fingerprints_of(connection, [check]))
    return (check.table, check.name) in results


def test_a_result_is_read_as_it_was_written(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _judge(connection, POSITIVE)
    found = read_results(connection, fingerprints_of(connection, [POSITIVE]))
    assert found == {KEY: _result(POSITIVE)}


@pytest.mark.parametrize(
    ("record", "holds"),
    [
        (_record("main", "holdings", "second"), False),
        (_record("raw", "figures", "second"), False),
        (_record("raw", "other", "second"), True),
    ],
)
def test_a_result_holds_while_its_tables_are_as_they_were(
    connection: duckdb.DuckDBPyConnection, record: NodeRecord, holds: bool
) -> None:
    _judge(connection, POSITIVE)
    write_node_records(connection, [record])
    assert _holds(connection, POSITIVE) == holds


def test_a_result_is_one_of_this_very_question(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _judge(connection, POSITIVE)
    assert not _holds(connection, replace(POSITIVE, arguments={"min_value": 1}))
    assert not _holds(connection, replace(POSITIVE, severity="warning"))


def test_a_result_about_today_holds_for_today(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(2037, 1, 1, tzinfo=UTC)

    _judge(connection, POSITIVE, FRESH)
    assert _holds(connection, FRESH)
    monkeypatch.setattr("orchestration.audit.results.datetime", Tomorrow)
    assert _holds(connection, POSITIVE)
    assert not _holds(connection, FRESH)


def test_results_of_checks_that_are_gone_go_and_others_stay(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _judge(connection, POSITIVE, FRESH)
    before = connection.sql("from quality.check_results").fetchall()
    write_results(connection, "published", [], {}, [POSITIVE])
    after = connection.sql("from quality.check_results").fetchall()
    assert after == [row for row in before if row[2] == POSITIVE.name]


def test_results_of_an_older_shape_are_asked_again(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _judge(connection, POSITIVE)
    connection.execute("alter table quality.check_results drop column fingerprint")
    assert not _holds(connection, POSITIVE)
