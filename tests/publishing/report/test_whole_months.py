"""No sentence of the page rests on a month of which only some days are here."""

import duckdb
import pytest

from orchestration.publishing.report.queries import read_query


@pytest.mark.parametrize("query", ["rates/gap.sql", "rates/hedged.sql"])
def test_an_average_is_one_of_a_month_that_is_over(
    connection: duckdb.DuckDBPyConnection, query: str
) -> None:
    months = connection.execute(
        "select printed.reference_month from (" + read_query(query) + ") as printed"
        " inner join market_monthly using (reference_month)"
        " where us_10y_month_end_pct is null or jp_10y_month_end_pct is null"
    ).fetchall()
    assert months == []
