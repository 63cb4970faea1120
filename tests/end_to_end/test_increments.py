"""Runs that build what changed: they end where a run of everything would."""

from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from tests.torture.increments import Increments, differences

RUNS = 2
CHANGES_OF_A_RUN = 2


@pytest.fixture
def warehouse(published: Settings, tmp_path: Path) -> Increments:
    return Increments.of(published, tmp_path, seed=20261130)


def _rebuilt(settings: Settings) -> set[str]:
    """The tables of the newest run."""
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        rows = connection.sql(
            "select table_schema || '.' || table_name from meta.nodes"
            " where done_at >= (select built_at from meta.build) and kind <> 'test'"
        ).fetchall()
    return {name for [name] in rows}


def test_after_landings_forgets_and_changes_of_code_each_table_is_as_a_full_run_has_it(
    warehouse: Increments, tmp_path: Path
) -> None:
    changes = []
    for _ in range(RUNS):
        changes += [warehouse.change() for _ in range(CHANGES_OF_A_RUN)]
        warehouse.run()
    assert warehouse.differences_from_full_run(tmp_path / "full") == [], changes


def test_a_day_of_a_market_leaves_the_holdings_alone_and_a_remark_everything(
    warehouse: Increments,
) -> None:
    before = warehouse.settings.data_dir / "before.duckdb"
    before.write_bytes(warehouse.settings.published_database.read_bytes())
    warehouse.remark_in("models/marts/holdings/holdings.sql")
    warehouse.run()
    assert _rebuilt(warehouse.settings) == set()
    found = differences(before, warehouse.settings.published_database)
    assert {each.split(":")[0] for each in found} <= {
        "meta.build",
        "quality.audit_receipt",
    }
    warehouse.land("fred/DEXJPUS.csv.gz")
    warehouse.run()
    rebuilt = _rebuilt(warehouse.settings)
    assert {"raw.fred_series", "main.fx_rates", "main.market_monthly"} <= rebuilt
    assert not rebuilt & {"raw.tic_slt_table3", "main.holdings", "main.figure_vintages"}
