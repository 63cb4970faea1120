"""Landing rejects what a test of dbt would find in the same cells, and nothing else.

Both judge the shipped files with one cell changed, at and around the tolerance. Does
not belong here: that either finds damage (`tests/landing`, `tests/broken_twins`).
"""

from collections.abc import Mapping

import duckdb
import pandas
import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.landed_files import LandedFile, landed_files
from orchestration.landing.sums import reject_wrong_sums
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse
from orchestration.settings import Settings
from tests.support.fixtures import SEEDS
from tests.support.rebuilding import singular_tests

COUNTRIES = "assert_all_countries_plus_organisations_is_the_grand_total"
REGIONS = "assert_regions_sum_to_all_countries_for_treasuries"
OFFICIALS = "assert_official_plus_non_official_is_the_grand_total"
MATURITIES = "assert_total_is_long_term_plus_short_term"
TYPES = "assert_security_types_sum_to_total_securities"
NAMES = "assert_history_names_sum_to_the_grand_total"
OFFICIAL_PARTS = "assert_official_bills_plus_bonds_are_official_holdings"
BILLS = "assert_bills_of_four_kinds_of_holders_are_all_bills"
TABLE_2D = "assert_official_and_other_foreigners_are_all_of_table_2d"
APPENDIX = "assert_types_of_treasuries_sum_to_them"
NET = "assert_net_purchases_abroad_are_acquired_less_disposed_of"
INSTRUMENTS = "assert_instruments_add_up_to_all_securities"
INVESTORS = "assert_kinds_of_investors_add_up_to_what_holds_them"
YEARS = "assert_months_of_a_year_add_up_to_the_printed_year"
RESERVES = "assert_reserves_are_the_sum_of_their_parts"
DEBT = "assert_public_debt_adds_up"

# A source, the tests of dbt on it, the cell that is changed, the size of a step.
CASES: list[tuple[str, tuple[str, ...], dict[str, str], float]] = [
    (
        "tic_slt_table3",
        (COUNTRIES, REGIONS, OFFICIALS, MATURITIES),
        {"code": "42609", "measure": "for_treas_net"},
        1,
    ),
    (
        "tic_slt_table3",
        (COUNTRIES, REGIONS, OFFICIALS, MATURITIES),
        {"code": "49999", "measure": "for_lt_treas_valchg"},
        1,
    ),
    (
        "tic_slt_table3",
        (COUNTRIES, REGIONS, OFFICIALS, MATURITIES),
        {"code": "99990", "measure": "for_st_treas_net"},
        1,
    ),
    (
        "tic_slt_table1",
        (COUNTRIES, REGIONS, OFFICIALS, TYPES),
        {"code": "42609", "measure": "for_lt_agcy_net"},
        1,
    ),
    (
        "tic_slt_table1",
        (COUNTRIES, REGIONS, OFFICIALS, TYPES),
        {"code": "79995", "measure": "for_lt_eqty_valchg"},
        1,
    ),
    ("tic_slt_table5", (NAMES, OFFICIAL_PARTS), {"label": "Japan"}, 0.1),
    ("tic_slt_table5", (NAMES, OFFICIAL_PARTS), {"label": "Grand Total"}, 0.1),
    ("tic_mfhhis01", (NAMES, OFFICIAL_PARTS), {"label": "Treasury Bills"}, 0.1),
    ("tic_mfh", (NAMES, OFFICIAL_PARTS), {"label": "All Other"}, 0.1),
    ("tic_bltype_history", (BILLS,), {"measure": "[15]"}, 1),
    ("tic_slt2d_history", (TABLE_2D,), {"measure": "agency_private"}, 1),
    (
        "tic_shl_appendix",
        (APPENDIX,),
        {"label": "Total", "measure": "long_term_treasury_tips"},
        1,
    ),
    (
        "tic_shl_appendix",
        (APPENDIX,),
        {"label": "Total", "measure": "short_term_treasury"},
        1,
    ),
    (
        "mof_6pi_1",
        (NET, INSTRUMENTS, YEARS),
        {"measure": "assets_equity_disposition"},
        1,
    ),
    ("mof_6pi_1", (NET, INSTRUMENTS, YEARS), {"measure": "liabilities_total_net"}, 1),
    ("mof_6pi_4", (NET, INVESTORS, YEARS), {"measure": "life_insurers_net"}, 1),
    ("mof_reserves_excerpt", (RESERVES,), {"measure": "deposits"}, 1),
    ("mof_reserves_excerpt", (RESERVES,), {"measure": "gold"}, 1),
    (
        "us_treasury_debt_to_penny",
        (DEBT,),
        {"measure": "intragov_hold_amt"},
        300,
    ),
    (
        "us_treasury_mspd_table_1",
        (DEBT,),
        {"segment": "Total Marketable", "measure": "total_mil_amt"},
        0.000_3,
    ),
]


@pytest.fixture(scope="module")
def landed(published: Settings) -> dict[str, tuple[LandedFile, pandas.DataFrame]]:
    """Source id → its newest landed file and the cells in it."""
    newest = {file.source.id: file for file in landed_files(published)}
    return {
        source_id: (file, parse(file.document(), file.source).cells)
        for source_id, file in newest.items()
        if source_id in {source_id for source_id, *_ in CASES}
    }


@pytest.fixture(scope="module")
def queries(published: Settings) -> dict[str, str]:
    """Name → compiled query of each test, and of the one table that is not a view."""
    folder = published.build_dir / "dbt" / "compiled" / "tic_warehouse"
    [model] = folder.rglob("japan_reserves.sql")
    return {**singular_tests(published), "japan_reserves": model.read_text()}


def is_rejected(file: LandedFile, cells: pandas.DataFrame) -> bool:
    edition = file.sidecar.released_on or file.sidecar.captured_at.date()
    try:
        reject_wrong_sums(Document("file", b""), file.source, cells, SEEDS, edition)
    except WarehouseError:
        return True
    return False


def is_found(
    twin: duckdb.DuckDBPyConnection,
    queries: Mapping[str, str],
    names: tuple[str, ...],
    file: LandedFile,
    *,
    row: pandas.Series,
    value: float,
) -> bool:
    """Whether one of dbt's tests finds the cell with another value."""
    twin.begin()
    try:
        twin.execute(
            f"update raw.{file.source.raw_table} set cell_value = nullif($value, 'nan')"
            " where source_sha256 = $sha256 and line_number = $line and column_number ="
            " $column and segment is not distinct from $segment",
            {
                "value": value,
                "sha256": file.sidecar.sha256,
                "line": int(row["line_number"]),
                "column": int(row["column_number"]),
                "segment": row["segment"] if isinstance(row["segment"], str) else None,
            },
        )
        if RESERVES in names:
            query = queries["japan_reserves"]
            twin.execute(f"create or replace table japan_reserves as {query}")
        return any(twin.execute(queries[name]).fetchall() for name in names)
    finally:
        twin.rollback()


@pytest.mark.parametrize(
    ("source_id", "names", "cell", "step"),
    CASES,
    ids=[" ".join([source, *cell.values()]) for source, _, cell, _ in CASES],
)
def test_both_find_the_same(
    twin: duckdb.DuckDBPyConnection,
    queries: Mapping[str, str],
    landed: Mapping[str, tuple[LandedFile, pandas.DataFrame]],
    *,
    source_id: str,
    names: tuple[str, ...],
    cell: dict[str, str],
    step: float,
) -> None:
    """At the last value to each side that lands, at the next one, and without any."""
    file, cells = landed[source_id]
    newest = cells["reference_date"].max()
    found = cells[(cells["reference_date"] == newest) & cells["cell_value"].notna()]
    for name, text in cell.items():
        found = found[found[name].str.strip() == text]
    at = found.index[-1]
    row = cells.loc[at]

    def rejected(value: float) -> bool:
        changed = cells.copy()
        changed.loc[at, "cell_value"] = value
        return is_rejected(file, changed)

    values = [float(row["cell_value"]) + step * count for count in range(-9, 10)]
    by_landing = [rejected(value) for value in values]
    edges = [
        place
        for place in range(1, len(values))
        if by_landing[place] != by_landing[place - 1]
    ]
    assert len(edges) == 2
    for place in [each for edge in edges for each in (edge - 1, edge)]:
        by_dbt = is_found(twin, queries, names, file, row=row, value=values[place])
        assert by_dbt == by_landing[place], values[place]
    missing = float("nan")
    by_dbt = is_found(twin, queries, names, file, row=row, value=missing)
    assert by_dbt == rejected(missing)
