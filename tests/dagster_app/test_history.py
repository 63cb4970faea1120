"""Old runs leave the history, and what the UI shows of an asset does not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import dagster
import pytest

from expectations.worker import CheckWorker
from orchestration.dagster_app.history import drop_old_runs
from orchestration.dagster_app.instance import kept_history
from orchestration.dagster_app.run_lock import RUN_LOCK, run_lock_resource
from orchestration.settings import Settings


@dagster.asset
def daily() -> None:
    """An asset that every run materializes."""


@dagster.asset
def yearly() -> None:
    """An asset that only some runs materialize."""


@dagster.asset_check(asset=daily)
def holds() -> dagster.AssetCheckResult:
    return dagster.AssetCheckResult(passed=True)


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("history")
    return Settings(data_dir=folder, history_runs=3, history_days=365)


@pytest.fixture
def instance(settings: Settings) -> Iterator[dagster.DagsterInstance]:
    with kept_history(settings) as opened:
        yield opened


def run(instance: dagster.DagsterInstance, *assets: dagster.AssetsDefinition) -> str:
    """Materialize assets with the check, and return the run's identity."""
    result = dagster.materialize([*assets, holds], instance=instance)
    return result.run_id


def rows_by_run(settings: Settings, table: str) -> set[str]:
    """The runs that a table of the event log has rows of."""
    path = settings.dagster_home / "events" / "event_log.db"
    with closing(sqlite3.connect(path)) as connection:
        query = f"select distinct run_id from {table}"
        return {row[0] for row in connection.execute(query)}


def test_the_newest_runs_stay_and_those_before_leave_every_table(
    settings: Settings, instance: dagster.DagsterInstance
) -> None:
    runs = [run(instance, daily) for _ in range(5)]
    assert drop_old_runs(instance, settings, datetime.now(UTC)) == 2
    assert [each.run_id for each in instance.get_runs()] == runs[:1:-1]
    for table in ("event_logs", "asset_check_executions"):
        assert rows_by_run(settings, table) == set(runs[2:]), table
    assert drop_old_runs(instance, settings, datetime.now(UTC)) == 0


def test_the_run_that_an_assets_page_shows_stays(
    settings: Settings, instance: dagster.DagsterInstance
) -> None:
    first = run(instance, daily, yearly)
    for _ in range(4):
        run(instance, daily)
    assert drop_old_runs(instance, settings, datetime.now(UTC)) == 1
    event = instance.get_latest_materialization_event(yearly.key)
    assert event is not None
    assert event.run_id == first
    assert instance.get_run_by_id(first) is not None


def test_runs_older_than_the_days_asked_for_go(
    settings: Settings, instance: dagster.DagsterInstance
) -> None:
    old = run(instance, daily)
    shown = run(instance, daily)
    in_a_year = datetime.now(UTC) + timedelta(days=366)
    assert drop_old_runs(instance, settings, in_a_year) == 1
    assert instance.get_run_by_id(old) is None
    assert instance.get_run_by_id(shown) is not None


def test_a_run_at_work_is_never_dropped(
    settings: Settings, instance: dagster.DagsterInstance
) -> None:
    waiting = instance.create_run_for_job(
        dagster.Definitions(assets=[daily]).resolve_implicit_global_asset_job_def(),
        status=dagster.DagsterRunStatus.STARTED,
    )
    for _ in range(4):
        run(instance, daily)
    assert drop_old_runs(instance, settings, datetime.now(UTC)) == 1
    assert instance.get_run_by_id(waiting.run_id) is not None


def test_a_run_says_in_its_log_how_many_it_dropped(
    settings: Settings, instance: dagster.DagsterInstance
) -> None:
    for _ in range(5):
        run(instance, daily)
    worker = CheckWorker()

    @dagster.asset(required_resource_keys={RUN_LOCK})
    def locked() -> None:
        pass

    result = dagster.materialize(
        [locked],
        instance=instance,
        resources={RUN_LOCK: run_lock_resource(settings, worker)},
    )
    logged = [entry.user_message for entry in instance.all_logs(result.run_id)]
    assert "dropped 3 old runs from the history" in logged
