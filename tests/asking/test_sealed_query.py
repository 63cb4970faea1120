"""The bounds of other people's queries: what runs, for how long, how many rows."""

from collections.abc import Iterator
from time import monotonic

import duckdb
import pytest

from orchestration.asking.sealed_query import MAX_CHARACTERS, run_sealed
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import sealed_reader


@pytest.fixture(scope="module")
def sealed(published: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with sealed_reader(published.published_database) as connection:
        yield connection


def test_a_query_that_does_not_end_is_stopped(
    sealed: duckdb.DuckDBPyConnection,
) -> None:
    began = monotonic()
    with pytest.raises(WarehouseError, match="longer than 1 seconds"):
        run_sealed(
            sealed,
            "select count(*) from range(100000000) a, range(100000)",
            max_seconds=1,
        )
    assert monotonic() - began < 15
    assert run_sealed(sealed, "select 1").rows == [(1,)]


def test_rows_and_characters_are_bounded(sealed: duckdb.DuckDBPyConnection) -> None:
    cut = run_sealed(sealed, "from range(10)", max_rows=3)
    assert (len(cut.rows), cut.is_cut) == (3, True)
    whole = run_sealed(sealed, "from range(3)", max_rows=3)
    assert (len(whole.rows), whole.is_cut) == (3, False)
    long = run_sealed(sealed, "select repeat('x', 30000) from range(10)")
    assert len(long.rows) == MAX_CHARACTERS // 30_000
    assert long.is_cut


@pytest.mark.parametrize(
    "query",
    [
        "select sum(position_usd_mn) from holdings",
        "select avg(net_purchases_usd_mn) from holder_flows where instrument = 'total'",
        "with everybody as (from holdings) select sum(position_usd_mn) from everybody",
        "select sum(position_usd_mn) from holdings_as_of(date '2026-06-30')",
        "select holder_name, sum(position_usd_mn) from holdings group by all",
        "select sum(position_usd_mn) over () from holdings",
        "select list_sum(list(position_usd_mn)) from holdings",
        "select sum(net_purchases_usd_mn) from holder_securities",
        "select sum(net_purchases_usd_mn) from holder_change_windows"
        " where holder_name = 'Japan' and instrument = 'total'",
        "select sum(position_usd_mn) from holder_flows_vintages"
        " where holder_code = '42609' and instrument = 'total'",
        "select sum(position_usd_mn) from holdings_by_country"
        " where holder_name = 'Japan'",
        "select holder_name, sum(long_term_position_usd_mn) from flows_by_country"
        " group by all",
    ],
)
def test_a_sum_that_doubles_is_refused(
    sealed: duckdb.DuckDBPyConnection, query: str
) -> None:
    with pytest.raises(WarehouseError, match="this would add"):
        run_sealed(sealed, query)


@pytest.mark.parametrize(
    "query",
    [
        "select sum(position_usd_mn) from holdings where holder_scope = 'country'"
        " and instrument = 'total' and reference_month = '2026-04-30'",
        "select holder_name, instrument, sum(net_purchases_usd_mn) from holder_flows"
        " group by all",
        "select holder_name, sum(net_purchases_usd_mn) from holder_flows"
        " where instrument = 'total' group by holder_name",
        "select count(*) from holdings",
        "select reference_month, sum(position_usd_mn) from holdings_by_country"
        " group by all",
        "select avg(position_usd_mn) from holdings_by_country"
        " where holder_name = 'Japan'",
        "select sum(net_purchases_usd_mn) over (partition by holder_code)"
        " from holder_flows where instrument = 'total'",
        "select sum(amount_yen_bn) from interventions",
    ],
)
def test_other_sums_run(sealed: duckdb.DuckDBPyConnection, query: str) -> None:
    assert run_sealed(sealed, query).rows


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("set threads = 1", "only one SELECT"),
        ("", "only one SELECT"),
        ("select 1; select 2", "only one SELECT"),
        ("copy holdings to '/dev/stdout'", "only one SELECT"),
        ("attach 'x' as y", "only one SELECT"),
        ("from read_text('/etc/passwd')", "reaches for a file"),
        ("from '/etc/passwd'", "does not exist"),
        ("from nowhere", "`columns` lists"),
        ("select 1/", "the query failed"),
    ],
)
def test_others_are_refused_in_one_sentence(
    sealed: duckdb.DuckDBPyConnection, query: str, words: str
) -> None:
    with pytest.raises(WarehouseError) as problem:
        run_sealed(sealed, query)
    assert words in str(problem.value)
    assert "\n" not in str(problem.value)
