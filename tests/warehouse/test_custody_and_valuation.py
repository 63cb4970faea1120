"""Custody shifts, caveats and valuation against the published figures."""

from collections.abc import Sequence

import duckdb
import pytest

Connection = duckdb.DuckDBPyConnection


def _rows(
    connection: Connection, query: str, values: Sequence[object] = ()
) -> list[tuple[object, ...]]:
    return connection.execute(query, list(values)).fetchall()


def test_december_2023_is_a_re_benchmark_and_no_shift(connection: Connection) -> None:
    # Table 3, Grand Total of long-term: change less net purchases less valuation
    kinds = _rows(
        connection,
        "select distinct kind, world_other_change_usd_mn from custody_shift_flags"
        " where reference_month = '2023-12-31'",
    )
    assert kinds == [("re_benchmark", pytest.approx(52_000, abs=500))]


def test_what_moved_in_april_2025_cancels_in_the_world(connection: Connection) -> None:
    [(kind, world, left, arrived)] = _rows(
        connection,
        "select kind, world_other_change_usd_mn, from_other_change_usd_mn,"
        " to_other_change_usd_mn from custody_shift_flags"
        " where reference_month = '2025-04-30' and from_holder_name = 'Hong Kong'"
        " and to_holder_name = 'Ireland'",
    )
    assert (kind, world, left, arrived) == ("custody_shift", -6_198, -18_405, 12_035)


@pytest.mark.parametrize(
    ("which", "figures"),
    [
        # the two figures that say why net purchases alone decide nothing
        (("Japan", "total", "2023-05-31"), (104_775, -34_392)),
        (("Belgium", "long_term", "2023-02-28"), (-74_272, 199_002)),
    ],
)
def test_other_change_is_as_large_as_the_story(
    connection: Connection, which: tuple[str, ...], figures: tuple[float, float]
) -> None:
    found = _rows(
        connection,
        "select sum(net_purchases_usd_mn), sum(other_change_usd_mn) from holder_flows"
        " where holder_name = ? and instrument = ? and basis = 'slt_reported'"
        " and reference_month between ? and '2026-04-30'",
        which,
    )
    assert found == [figures]


def test_belgiums_direction_over_three_years_is_not_firm(
    connection: Connection,
) -> None:
    # Table 3: sold on the reporters' word, bought by what its holdings grew
    assert _rows(
        connection,
        "select direction, is_direction_firm, net_purchases_usd_mn < 0,"
        " net_purchases_with_other_usd_mn = position_change_usd_mn"
        " - valuation_change_usd_mn from holder_change_windows"
        " where holder_name = 'Belgium' and instrument = 'long_term'"
        " and window_months = 36",
    ) == [("sold", False, True, True)]


@pytest.mark.parametrize(
    "query",
    [
        "select caveat from holdings_by_country where holder_name = 'Cayman Islands'"
        " and reference_month >= '2022-01-31'",
        "select caveat from holder_shares where reference_month >= '2022-01-31'",
        "select caveat from holder_change_windows",
        "select caveat from custody_blocks_monthly"
        " where reference_month >= '2022-01-31'",
    ],
)
def test_each_cayman_total_and_ranking_row_has_its_caveat(
    connection: Connection, query: str
) -> None:
    found = _rows(connection, f"select distinct caveat from ({query})")
    [[caveat]] = found
    assert "1.4 $tn" in str(caveat)
    assert "2025-10-15" in str(caveat)


def test_no_caveat_before_its_time_or_of_another_holder(connection: Connection) -> None:
    assert _rows(
        connection,
        "select count(*) from holdings_by_country where caveat is not null"
        " and (holder_name <> 'Cayman Islands' or reference_month < '2022-01-31')",
    ) == [(0,)]
    assert _rows(
        connection,
        "select count(*) from holder_shares where caveat is not null"
        " and reference_month < '2022-01-31'",
    ) == [(0,)]
