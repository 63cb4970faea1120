"""A difference between two sources that was accepted at landing: dbt warns of it."""

import json
from collections.abc import Iterator

import duckdb
import pytest

from orchestration.landing.collect import land_file
from orchestration.landing.landed_files import landed_files
from orchestration.landing.snapshot import unpacked
from orchestration.landing.store import forget
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources
from orchestration.transform.dbt_manifest import target_path
from tests.support.next_release import RELEASED
from tests.support.rebuilding import rebuilt_database, singular_tests, warehouse_with

BUNDLED = PROJECT_ROOT / "data" / "bundled"
# The figures that landing compares between sources, and dbt, too.
CROSS_SOURCE = {
    "assert_table_5_is_table_3_in_billions",
    "assert_table_1_treasuries_are_table_3_long_term",
    "assert_table_2d_treasuries_are_table_3d_long_term",
    "assert_the_survey_and_its_appendix_agree",
    "assert_both_tables_print_the_same_bonds_of_all_residents",
}


# What the differences show in, and what it is made of; the rest takes half a minute.
REBUILT = ("figure_vintages", "holdings", "cross_source")
# The tests of dbt that read Table 5.
ON_TABLE_5 = (
    "assert_table_5_is_table_3_in_billions",
    "assert_history_names_sum_to_the_grand_total",
    "assert_official_bills_plus_bonds_are_official_holdings",
    "assert_every_printed_position_reaches_holdings",
    "assert_every_raw_cell_is_read_exactly_once",
    "assert_states_of_a_figure_follow_each_other",
)


def severities(published: Settings) -> dict[str, str]:
    """Name → severity of every singular test."""
    manifest = json.loads((target_path(published) / "manifest.json").read_text())
    return {
        node["name"]: node["config"]["severity"].lower()
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and "test_metadata" not in node
    }


def test_only_what_can_be_accepted_warns(published: Settings) -> None:
    """Anything else that differs blocks, for there is no way to land it."""
    warning = {name for name, each in severities(published).items() if each == "warn"}
    # a step of one holder in a new month waits for the registry, and nobody for it
    steps = "assert_every_step_without_purchases_is_a_break_or_accepted"
    assert warning == {*CROSS_SOURCE, steps}


@pytest.fixture(scope="module")
def accepted(
    published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with a Table 5 whose Japan is 0.2 billion above Table 3."""
    folder = tmp_path_factory.mktemp("accepted")
    content = unpacked(BUNDLED / "tic/slt_table5/2026-06-18.txt.gz")
    settings = warehouse_with(published, folder / "data", {}, RELEASED)
    for file in list(landed_files(settings, all_sources()["tic_slt_table5"])):
        if file.path.read_bytes() != content:
            forget(settings, file.sidecar.sha256)  # a newer one prints April again
    assert content.count(b"\t1209.9\t") == 1
    path = folder / "slt_table5.txt"
    path.write_bytes(content.replace(b"\t1209.9\t", b"\t1210.1\t"))
    [rejection] = land_file(path, settings, "hand").rejections
    assert "42609 total holdings of 2026-04 is 1,210.1" in str(rejection)
    result = land_file(path, settings, "hand", accepts_revisions=True)
    assert not result.rejections
    with rebuilt_database(published, settings, REBUILT) as connection:
        yield connection


def test_no_test_but_the_one_that_warns_finds_it(
    accepted: duckdb.DuckDBPyConnection, published: Settings
) -> None:
    queries = singular_tests(published)
    found = {name for name in ON_TABLE_5 if accepted.execute(queries[name]).fetchall()}
    assert found == {"assert_table_5_is_table_3_in_billions"}


def test_an_accepted_difference_is_listed(
    accepted: duckdb.DuckDBPyConnection,
) -> None:
    rows = accepted.execute(
        "select source, agrees, difference_usd_mn from quality.cross_source"
        " where holder_code = '42609' and reference_month = date '2026-04-30'"
        " and instrument = 'total' and other_source = 'slt_table5'"
    ).fetchall()
    assert rows == [("slt_table3", False, 211.0)]
