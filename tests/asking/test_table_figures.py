"""A figure of any published table has a handle that leads to cells, files or a reason.

Belongs here: `meta.cite_row` and what `verify` makes of its handles. Does not: the
handles of a holder's month (`test_handles.py`).
"""

import gzip
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.asking.handles import verify
from orchestration.asking.table_figures import Origin, TableFigure, origin_of
from orchestration.errors import WarehouseError
from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.warehouses import tic_warehouse

BUNDLED = PROJECT_ROOT / "data" / "bundled"
# Read by hand in the shipped files: the line, and the place of the figure in it.
BY_HAND = [
    (
        "yields/us/120/2026-04-30/par_yield_pct=4.4",
        "fred/DGS10.csv.gz",
        16068,
        "2026-04-30,4.40",
        "4.40",
    ),
    (
        "yields/jp/120/2026-04-30/par_yield_pct=2.52",
        "mof_japan/jgbcme_all/2026-09-30.csv.gz",
        13210,
        "2026/4/30,1.094,1.402,1.556,1.753,1.903,2.03,2.153,2.283,2.396,2.52,3.078,"
        "3.402,3.686,3.721,3.743",
        "2.52",
    ),
    (
        "fx_rates/noon-new-york/jpy/2026-04-30/units_per_usd=156.66",
        "fred/DEXJPUS.csv.gz",
        2081,
        "2026-04-30,156.66",
        "156.66",
    ),
    (
        "japan_reserves/2026-08-31/securities_usd_mn=839559",
        "mof_japan/official_reserves_excerpt/2026-09-13.csv.gz",
        17,
        ",8月,,August,1207524,994976,839559,,155417,154983,409,,25,25,11420,61170,"
        "124103,27.2,15855,,,15855,35285,34958",
        "839559",
    ),
]
# What no publisher's file has: the project's own numbers, and days between two dates.
OF_SEEDS = {
    "claims.claim_number",
    "verdict_history.claim_number",
    "funding_ratio.amount_yen_bn",  # interventions, until the Ministry's file lands
    "funding_ratio.intervention_days",
    "funding_ratio.window_months",
    "interventions.amount_yen_bn",
    "releases.lag_days",
    "yield_impact_scenarios.first_published_year",  # of studies, as they state them
    "yield_impact_scenarios.per_100bn_high_bp",
    "yield_impact_scenarios.per_100bn_low_bp",
    "yield_impact_scenarios.stated_high_bp",
    "yield_impact_scenarios.stated_low_bp",
}
# Tables of sources that are not shipped, or that need one, have no figure to cite.
WITHOUT_FIGURES = {
    "fed_custody_weekly",
    "mortgage_rates_weekly",
    "mortgage_spread_weekly",
    "reserve_currency_shares",
    "yield_impact_scenarios",
}
# Columns read from cells one by one; the other figures are computed from them.
FROM_CELLS = {
    "consumer_prices_monthly.price_index",
    "dollar_index.broad_dollar_index",
    "figure_vintages.value_usd_mn",
    "fx_rates.units_per_usd",
    "holdings.position_usd_mn",
    "holdings_vintages.position_usd_mn",
    "holder_flows.net_purchases_usd_mn",
    "holdings_by_country.long_term_position_usd_mn",
    "flows_by_country.short_term_position_usd_mn",
    "holdings_by_country_and_instrument.position_usd_mn",
    "japan_foreign_securities_purchases.net_purchases_yen_bn",
    "japan_reserves.gold_usd_mn",
    "policy_rates.rate_pct",
    "survey_holdings.position_usd_mn",
    "treasury_debt_monthly.amount_usd_mn",
    "yields.par_yield_pct",
}


@pytest.fixture
def build(connection: duckdb.DuckDBPyConnection) -> str:
    [(build,)] = connection.sql(
        "select left(fingerprint, 8) from meta.build"
    ).fetchall()
    return f"tic:{build}"


def cited(connection: duckdb.DuckDBPyConnection, table: str, row: str) -> list[str]:
    rows = connection.execute(
        "select handle from meta.cite_row($1, $2)", [table, row]
    ).fetchall()
    return [handle for (handle,) in rows]


@pytest.mark.parametrize("by_hand", BY_HAND)
def test_a_market_figure_leads_to_its_line(
    connection: duckdb.DuckDBPyConnection,
    published: Settings,
    build: str,
    by_hand: tuple[str, str, int, str, str],
) -> None:
    handle, path, number, line, cell = by_hand
    lines = gzip.decompress((BUNDLED / path).read_bytes()).decode("utf-8", "replace")
    assert lines.splitlines()[number - 1] == line
    table, _, row = handle.rpartition("/")[0].partition("/")
    assert f"{build}/{handle}" in cited(connection, table, row)
    found = verify(connection, published, f"{build}/{handle}")
    assert found.is_whole
    [place] = found.places
    assert (place.line_number, place.line, place.cell_text) == (number, line, cell)
    assert place.file_name == f"data/bundled/{path}"


def test_a_cross_rate_leads_to_both_cells(
    connection: duckdb.DuckDBPyConnection, published: Settings
) -> None:
    [handle] = cited(connection, "fx_rates", "ecb-reference/jpy/2020-08-24")
    found = verify(connection, published, handle)
    assert found.is_whole
    assert {place.cell_text for place in found.places} == {"125.26", "1.1847"}
    assert found.value_today == pytest.approx(125.26 / 1.1847)


def figures(connection: duckdb.DuckDBPyConnection) -> Iterator[TableFigure]:
    """A figure of each numeric column of each table, where there is one."""
    tables = connection.execute(
        "select table_name, list(column_name) from meta.columns"
        " inner join meta.tables using (table_schema, table_name)"
        " where table_schema = 'main' and kind = 'table'"
        " and regexp_matches(data_type, '^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|DOUBLE')"
        " and column_name not in ('line_number', 'column_number')"
        " and not list_contains(string_split(key_columns, ', '), column_name)"
        " group by all order by all"
    ).fetchall()
    for table, columns in tables:
        filled = " + ".join(f'("{name}" is not null)::integer' for name in columns)
        found = connection.execute(f"from {table} order by {filled} desc limit 1")
        names = [column[0] for column in found.description or ()]
        fullest = dict(zip(names, found.fetchone() or (), strict=False))
        for name in columns:
            row = fullest
            if row.get(name) is None:
                other = connection.execute(
                    f'from {table} where "{name}" is not null limit 1'
                ).fetchone()
                row = dict(zip(names, other or (), strict=False))
            yield TableFigure(table, name, row, "")


def kind_of(origin: Origin) -> str:
    if origin.places:
        return "cells"
    return "files" if origin.files else str(origin.reason)


def test_every_numeric_column_leads_to_cells_or_files_or_says_why_not(
    connection: duckdb.DuckDBPyConnection, published: Settings
) -> None:
    kinds: dict[str, str] = {}
    for figure in figures(connection):
        if figure.value is None:
            assert figure.table in WITHOUT_FIGURES
            continue
        origin = origin_of(connection, published, figure)
        assert all(each.is_intact for each in (*origin.places, *origin.files))
        kinds[f"{figure.table}.{figure.column}"] = kind_of(origin)
    others = {
        name: kind for name, kind in kinds.items() if kind not in ("cells", "files")
    }
    assert set(others) == OF_SEEDS
    assert all("this project's own seeds" in kind for kind in others.values())
    assert {name for name, kind in kinds.items() if kind == "cells"} >= FROM_CELLS
    assert len(kinds) > 390


def test_every_table_with_figures_has_rows_with_names(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    unnamed = connection.execute(
        "select table_name from meta.tables where table_schema = 'main'"
        " and kind in ('table', 'view') and key_columns is null"
    ).fetchall()
    assert unnamed == [("holder_groups",)]  # dates of membership, and no figure


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("concentration_monthly", "2026-04-30"),
        ("holdings_by_country", "42609/2026-04-30"),
        ("market_monthly", "2026-04-30"),
        ("co_selling", "form-s/long-term/group/asean/1"),
        ("holder_change_windows", "42609/total/12"),
    ],
)
def test_every_handle_of_a_row_resolves(
    connection: duckdb.DuckDBPyConnection,
    published: Settings,
    table: str,
    row: str,
) -> None:
    handles = cited(connection, table, row)
    assert handles
    for handle in handles[:6]:
        found = verify(connection, published, handle)
        assert found.is_whole, handle


def test_a_computed_figure_names_the_files_and_what_has_become_of_them(
    connection: duckdb.DuckDBPyConnection, published: Settings, tmp_path: Path
) -> None:
    handles = cited(connection, "rate_differentials_daily", "10/2026-04-30")
    [handle] = [each for each in handles if "us_jp_spread_pct=" in each]
    found = verify(connection, published, handle)
    assert found.is_whole
    assert {each.raw_table for each in found.files} >= {"fred_series", "mof_jgb"}
    assert "main.yields.par_yield_pct" in found.made_of
    assert found.value_today == pytest.approx(4.40 - 2.52)  # the lines of BY_HAND
    gone = verify(connection, Settings(data_dir=tmp_path), handle)
    assert gone.is_unchanged
    assert not gone.is_whole
    assert len(gone.files[0].changed) == gone.files[0].files


@pytest.mark.parametrize(
    ("handle", "words"),
    [
        ("yields/us/120/2026-04-30/par_yield_pct=4.41", "4.41 was cited"),
        ("yields/us/120/1926-04-30/par_yield_pct=4.4", "no such figure"),
    ],
)
def test_another_value_or_row_is_told(
    connection: duckdb.DuckDBPyConnection,
    published: Settings,
    build: str,
    handle: str,
    words: str,
) -> None:
    found = verify(connection, published, f"{build}/{handle}")
    assert not found.is_whole
    assert words in found.sentence


@pytest.mark.parametrize(
    "handle",
    [
        "nothing/us/120/2026-04-30/par_yield_pct=4.4",
        "yields/us/120/2026-04-30/source",
        "yields/us/120/2026-04-30/tenor_months",
        "yields/us/120/2026-04-30/nothing=1",
        "yields/par_yield_pct=4.4",
        "yields/us'/par_yield_pct=4.4",
        'yields/us/120/2026-04-30/"par_yield_pct"=4.4',
    ],
)
def test_what_names_no_figure_is_refused(
    connection: duckdb.DuckDBPyConnection, published: Settings, build: str, handle: str
) -> None:
    with pytest.raises(WarehouseError, match="is no handle; it looks like"):
        verify(connection, published, f"{build}/{handle}")


def test_the_command_shows_line_and_files(published: Settings, build: str) -> None:
    done = tic_warehouse(
        published.data_dir,
        "verify",
        f"{build}/yields/jp/120/2026-04-30/par_yield_pct=2.52",
    )
    assert done.returncode == 0, done.stdout
    assert "The value is 2.52 percent per year, the same as cited." in done.stdout
    assert "10Y of 2026-04-30: '2.52' in line 13210" in done.stdout
