"""The UI's button "Materialize" on single assets: it builds, judges and publishes."""

import re
from collections.abc import Iterator
from pathlib import Path

import dagster
import duckdb
import pytest
from dagster import AssetKey

from orchestration.definitions import build_defs
from orchestration.settings import Settings
from orchestration.storage.connections import writer
from orchestration.storage.node_records import read_node_records
from tests.support.warehouses import copy_of, state_of

SPELLINGS = "model.tic_warehouse.holder_spellings"


@pytest.fixture(scope="module")
def warehouse(
    published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A copy of the published warehouse, for the tests here in their order."""
    return copy_of(published, tmp_path_factory.mktemp("materialize") / "data")


@pytest.fixture(scope="module")
def job(warehouse: Settings) -> dagster.JobDefinition:
    """The job that the button starts."""
    return build_defs(warehouse).resolve_implicit_global_asset_job_def()


def materialize(
    job: dagster.JobDefinition, *names: str
) -> dagster.ExecuteInProcessResult:
    keys = [AssetKey(name.split("/")) for name in names]
    return job.execute_in_process(asset_selection=keys, raise_on_error=False)


def told(result: dagster.ExecuteInProcessResult) -> Iterator[str]:
    """What failed, in the words that the UI shows."""
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            yield event.step_failure_data.error.message


def _built_at(path: Path) -> dict[str, object]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            name: record.done_at
            for name, record in read_node_records(connection).items()
        }


def test_a_mart_is_built_and_judged_on_the_last_build_and_nothing_else_is(
    warehouse: Settings, job: dagster.JobDefinition
) -> None:
    published = state_of(warehouse.published_dir)
    before = _built_at(warehouse.published_database)
    result = materialize(job, "marts/holder_spellings")
    assert result.success, list(told(result))
    [event] = result.asset_materializations_for_node("transform")
    assert event.asset_key == AssetKey(["marts", "holder_spellings"])
    assert event.metadata["rebuilt"].value is True
    checks = result.get_asset_check_evaluations()
    assert {each.asset_key.path[-1] for each in checks} == {"holder_spellings"}
    assert all(each.passed for each in checks)
    after = _built_at(warehouse.build_database)
    again = {name for name, at in after.items() if at != before[name]}
    assert SPELLINGS in again
    assert all(name == SPELLINGS or name.startswith("test.") for name in again)
    assert state_of(warehouse.published_dir) == published


def test_a_raw_table_is_loaded_into_it(
    warehouse: Settings, job: dagster.JobDefinition
) -> None:
    result = materialize(job, "raw/ecb_reference_rates")
    assert result.success, list(told(result))
    [event] = result.asset_materializations_for_node("raw")
    assert event.asset_key == AssetKey(["raw", "ecb_reference_rates"])
    assert SPELLINGS in _built_at(warehouse.build_database)


def test_what_is_up_to_date_is_published(
    warehouse: Settings, job: dagster.JobDefinition
) -> None:
    built = _built_at(warehouse.build_database)[SPELLINGS]
    result = materialize(job, "published/holder_spellings")
    assert result.success, list(told(result))
    assert _built_at(warehouse.published_database)[SPELLINGS] == built
    assert not warehouse.build_database.exists()


def test_a_build_with_tables_out_of_date_is_not_published(
    warehouse: Settings, job: dagster.JobDefinition
) -> None:
    assert materialize(job, "marts/holder_spellings").success
    published = state_of(warehouse.published_dir)
    with writer(warehouse.build_database) as connection:
        connection.execute(
            "update meta.nodes set fingerprint = 'of another day'"
            " where table_name in ('fx_rates', 'yields')"
        )
    result = materialize(job, "published/holder_spellings")
    assert not result.success
    [reason] = told(result)
    assert re.search(
        r"2 tables and tests are out of date \(fx_rates, yields\), so nothing was"
        r" published; materialize them too, or start the job `run`, which does",
        reason,
    )
    assert state_of(warehouse.published_dir) == published


def test_a_table_made_of_one_that_is_out_of_date_stays_out_of_date(
    warehouse: Settings, job: dagster.JobDefinition
) -> None:
    assert materialize(job, "marts/market_monthly").success
    with duckdb.connect(str(warehouse.build_database), read_only=True) as connection:
        record = read_node_records(connection)["model.tic_warehouse.market_monthly"]
    assert record.fingerprint == ""
    result = materialize(job, "published/market_monthly")
    assert "market_monthly" in "".join(told(result))
