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
