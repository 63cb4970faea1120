"""The database's own directory: what a newcomer finds in `meta.tables` and `.columns`.

Belongs here: that each table says what it is, each number its unit. Does not: whether
comments are there at all (a dbt test asks), or the examples (test_examples).
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from orchestration.publishing.units import unit_case
from orchestration.settings import PROJECT_ROOT, Settings

Connection = duckdb.DuckDBPyConnection
RAW_CELL = ("raw", "cell_value")

# Numbers that have no unit: things counted, and places in an order or a seed.
COUNTS = {
    "carried_countries",
    "cells",
    "cells_repeated",
    "checks",
    "countries",
    "countries_with_purchases",
    "draws",
    "failed",
    "fewest_members",
    "figures",
    "holders",
    "long_term_only_countries",
    "most_members",
    "named_countries",
    "net_buyers",
    "net_sellers",
    "out_of_date",
    "overlapping_events",
    "passed",
    "releases_between",
    "revisions_compared",
    "rows",
    "rows_judged",
    "vintages",
    "warned",
}
PLACES = {
    "claim_number",
    "column_index",
    "column_number",
    "line_number",
    "other_line_number",
    "precedence",
    "print_number",
    "regime",
    "seed",
}
# The unit of these stands in the same row, in the column `unit`.
UNIT_IN_THE_ROW = {"value", "change_since_day_before", "old_value", "new_value"}
NUMERIC = "data_type similar to '(U|HUGE|BIG|SMALL|TINY)?INT.*|DECIMAL.*|DOUBLE|FLOAT'"


def test_every_public_number_has_its_unit(connection: Connection) -> None:
    """Where this fails, put the unit into the name or teach publishing/units.py."""
    found = connection.execute(
        f"""
        select table_schema || '.' || table_name, column_name
        from meta.columns
        where table_schema in ('main', 'quality', 'meta')
            and unit is null
            and {NUMERIC}
            and not (
                column_name in {tuple(UNIT_IN_THE_ROW)}
                and (table_schema, table_name) in (
                    select (table_schema, table_name)
                    from meta.columns where column_name = 'unit'
                )
            )
        """
    ).fetchall()
    without = {(table, column) for table, column in found}
    assert {pair for pair in without if pair[1] not in COUNTS | PLACES} == set()
    # and nothing stands in the lists that is not there
    assert {column for _, column in without} == COUNTS | PLACES


def test_only_numbers_have_a_unit(connection: Connection) -> None:
    found = connection.execute(
        "select table_name, column_name, data_type, unit from meta.columns"
        f" where unit is not null and not ({NUMERIC})"
        " and table_schema in ('main', 'quality', 'meta')"
    ).fetchall()
    assert found == []


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("position_usd_mn", "USD million"),
        ("net_purchases_usd_bn", "USD billion"),
        ("amount_yen_bn", "yen billion"),
        ("top5_share_pct", "percent"),
        ("par_yield_pct", "percent per year"),
        ("us_10y_month_end_pct", "percent per year"),
        ("us_jp_10y_spread_average_pct", "percentage points"),
        ("per_100bn_high_bp", "basis points"),
        ("usdjpy_noon_new_york_average", "yen per US dollar"),
        ("broad_dollar_index", "January 2006 = 100"),
        ("duration_years", "years"),
        ("common_days_10y", "days"),
        ("belgian_share", "ratio, 1 = 100 percent"),
        ("share_of_all_pct", "percent"),
        ("us_10y_pct", "percent per year"),
        ("fitted_usdjpy", "yen per US dollar"),
        ("usdjpy_volatility_pct", "percent"),
        ("change_12_months_usd_mn", "USD million"),
        # an underscore of a pattern is one, and not any letter
        ("holder_code", None),
        ("xbp", None),
        ("line_number", None),
    ],
)
def test_a_name_tells_its_unit(column: str, unit: str | None) -> None:
    found = duckdb.execute(
        f"select {unit_case('name')} from (select ? as name)", [column]
    )
    assert found.fetchall() == [(unit,)]


@pytest.mark.parametrize(
    ("table", "warning"),
    [
        ("holdings", "What it is not"),
        ("holdings", "never sum over holders"),
        ("flows_by_country", "What it is not"),
        ("market_monthly", "What it is not"),
    ],
)
def test_a_table_warns_of_what_it_is_not(
    connection: Connection, table: str, warning: str
) -> None:
    [(description,)] = connection.execute(
        "select description from meta.tables"
        " where table_schema = 'main' and table_name = ?",
        [table],
    ).fetchall()
    assert warning in " ".join(description.split())


def test_every_mart_says_what_one_row_is(connection: Connection) -> None:
    found = connection.execute(
        "select table_name from meta.tables where table_schema in ('main', 'quality')"
        " and kind = 'table' and not regexp_matches(description, '(?i)grain|one row')"
    ).fetchall()
    assert found == []


def test_the_rows_of_every_table_are_those_it_has(connection: Connection) -> None:
    listed = connection.execute(
        "select table_schema || '.' || table_name, rows from meta.tables"
        " where kind = 'table' order by all"
    ).fetchall()
    names = [name for name, _ in listed]
    assert {"main.holdings", "meta.tables", "meta.columns"} <= set(names)
    counted = connection.execute(
        " union all ".join(f"select '{name}', count(*) from {name}" for name in names)
        + " order by all"
    ).fetchall()
    assert listed == counted


@pytest.mark.parametrize(
    ("table", "last_date", "last_complete_month"),
    [
        ("holdings", "2026-07-31", "2026-05-31"),
        ("holder_flows", "2026-07-31", "2026-05-31"),
        ("yields", "2026-10-08", None),
        ("custody_shift_flags", "2025-10-31", None),
        ("claims", None, None),
    ],
)
def test_a_table_says_how_far_it_reaches(
    connection: Connection,
    table: str,
    last_date: str | None,
    last_complete_month: str | None,
) -> None:
    assert connection.execute(
        "select last_date::varchar, last_complete_month::varchar from meta.tables"
        " where table_schema = 'main' and table_name = ?",
        [table],
    ).fetchall() == [(last_date, last_complete_month)]


NAME_A_BUILD = """
import duckdb
from orchestration.loading.file_catalogue import name_build
connection = duckdb.connect()
name_build(connection, "of a test")
print(connection.execute("select epoch(built_at) from meta.build").fetchone()[0])
"""


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_the_time_of_a_build_is_that_of_the_world_and_not_of_the_wall(
    zone: str,
) -> None:
    before = datetime.now(UTC).timestamp()
    done = subprocess.run(
        [sys.executable, "-c", NAME_A_BUILD],
        env=os.environ | {"TZ": zone, "PYTHONPATH": str(PROJECT_ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    assert before - 1 <= float(done.stdout) <= datetime.now(UTC).timestamp() + 1


def test_the_manifest_tells_the_same_instant(
    published: Settings, connection: Connection
) -> None:
    manifest = json.loads(published.manifest_path.read_text())
    told = datetime.fromisoformat(manifest["built_at"])
    [(kept,)] = connection.execute(
        "select epoch(date_trunc('second', built_at)) from meta.build"
    ).fetchall()
    assert told.utcoffset() == timedelta(0)
    assert told.timestamp() == kept


def test_a_column_is_followed_to_what_it_is_made_of(connection: Connection) -> None:
    assert connection.execute(
        "select from_schema, from_table, from_column from meta.column_lineage"
        " where table_name = 'flows_by_country'"
        " and column_name = 'long_term_net_purchases_usd_mn'"
    ).fetchall() == [("main", "holder_flows", "net_purchases_usd_mn")]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("flows_by_country", "net_purchases_usd_mn"),
        ("concentration_monthly", "herfindahl_lower"),  # of a metric
    ],
)
def test_a_column_is_followed_to_the_cells(
    connection: Connection, table: str, column: str
) -> None:
    found = connection.execute(
        "select steps, table_schema, table_name, column_name"
        f" from meta.lineage_of_column('{table}', '{column}')"
    ).fetchall()
    assert found[0][0] == 1
    cells = {name for _, schema, name, each in found if (schema, each) == RAW_CELL}
    assert {"tic_slt_table3", "tic_mfhhis01"} <= cells
