"""Dagster's programs on a data folder: its settings, and one daemon for each folder.

Does not belong here: what Dagster shows or runs (`test_definitions.py`), or history in
PostgreSQL (`publishing/remote/`).
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster
import pytest
import sqlalchemy.exc
import yaml
from pydantic import SecretStr

from orchestration.dagster_app.instance import kept_history, prepare_dagster_home
from orchestration.dagster_app.processes import become
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.locks import claim_daemon
from tests.support.warehouses import environment, tic_warehouse

# Becomes another program, as `tic-warehouse ui` becomes `dagster dev`.
BECOMING = """
import os
from orchestration.storage.locks import claim_daemon
from orchestration.settings import Settings
claim_daemon(Settings())
os.execv("/bin/sh", ["sh", "-c", "echo claimed; read line"])
"""


@contextmanager
def a_daemon(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that claimed the schedules of a folder and became another program."""
    process = subprocess.Popen(
        [sys.executable, "-c", BECOMING],
        env=environment(data_dir),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "claimed\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("arguments", [["ui"], ["serve", "daemon"]])
def test_a_second_daemon_on_one_folder_is_refused_in_one_sentence(
    settings: Settings, arguments: list[str]
) -> None:
    with a_daemon(settings.data_dir) as running:
        refused = tic_warehouse(settings.data_dir, *arguments)
    assert refused.returncode == 1
    assert refused.stdout == (
        f"tic-warehouse: {settings.daemon_lock_path}: the UI or daemon of this folder"
        f" runs already (process {running.pid}); use that one, or end it and try"
        " again\n"
    )


def test_another_folder_has_a_daemon_of_its_own(
    settings: Settings, tmp_path: Path
) -> None:
    with a_daemon(settings.data_dir), a_daemon(tmp_path / "other"):
        pass


def test_a_daemon_that_was_killed_holds_nobody_back(settings: Settings) -> None:
    with a_daemon(settings.data_dir):
        pass
    with a_daemon(settings.data_dir):
        pass


def test_a_folder_that_cannot_be_locked_is_told(settings: Settings) -> None:
    settings.daemon_lock_path.mkdir(parents=True)
    with pytest.raises(WarehouseError, match="cannot be locked"):
        claim_daemon(settings)


def test_a_program_that_is_not_installed_is_told_in_one_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "set by the project")
    with pytest.raises(WarehouseError, match="run make, which installs") as refused:
        become(settings, "no-such-program")
    assert "no-such-program: cannot be started" in str(refused.value)


@pytest.mark.parametrize(
    "name",
    ["a &b", "a: b", "'quoted' \"twice\"", "{円}", "50%20off", "a] ;$HOME"],
)
def test_the_history_lies_in_the_data_folder_whatever_its_name_is(
    tmp_path: Path, name: str
) -> None:
    settings = Settings(data_dir=tmp_path / name)
    home = prepare_dagster_home(settings)
    told = yaml.safe_load((home / "dagster.yaml").read_text())
    events = told["event_log_storage"]["config"]["base_dir"]
    assert Path(events) == settings.dagster_home / "events"
    with kept_history(settings) as instance:
        assert instance.get_runs() == []
        assert instance.all_instigator_state() == []
        assert not instance.has_asset_key(dagster.AssetKey("none"))
    assert {path.name for path in tmp_path.iterdir()} == {name}
    made = {str(path.relative_to(home)) for path in home.rglob("*.db")}
    assert made == {"events/event_log.db", "history/runs.db", "schedules/schedules.db"}


def test_runs_wait_for_one_another_and_a_killed_one_does_not_hold_them_for_ever(
    settings: Settings,
) -> None:
    with kept_history(settings) as instance:
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None
        assert queue.max_concurrent_runs == 1
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_max_runtime_seconds == 7200


def test_settings_that_did_not_change_are_not_written_again(
    settings: Settings,
) -> None:
    home = prepare_dagster_home(settings)
    written = (home / "dagster.yaml").stat()
    time.sleep(0.02)
    prepare_dagster_home(settings)
    again = (home / "dagster.yaml").stat()
    assert (again.st_ino, again.st_mtime_ns) == (written.st_ino, written.st_mtime_ns)


def test_changed_settings_replace_the_file_in_one_step(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIC_WAREHOUSE_DAGSTER_STORAGE", "set by the project")
    path = prepare_dagster_home(settings) / "dagster.yaml"
    reading = path.open()
    before = path.read_text()
    url = SecretStr("postgresql://dagster:hunter2@localhost/dagster")
    prepare_dagster_home(settings.model_copy(update={"dagster_postgres_url": url}))
    with reading:
        assert reading.read() == before
    told = yaml.safe_load(path.read_text())
    variable = told["storage"]["postgres"]["postgres_url"]["env"]
    assert os.environ[variable].endswith("://dagster:hunter2@localhost/dagster")
    assert "hunter2" not in path.read_text()


def test_a_driver_that_gives_no_reason_is_told_all_the_same(
    settings: Settings,
) -> None:
    silent = sqlalchemy.exc.OperationalError("insert", {}, Exception(""))
    with (
        pytest.raises(WarehouseError, match="no reason was given"),
        kept_history(settings),
    ):
        raise silent


@pytest.mark.parametrize("name", ["history/runs.db", "events/event_log.db"])
def test_a_damaged_history_is_named_with_what_to_do(
    settings: Settings, name: str
) -> None:
    with kept_history(settings):
        pass
    damaged = settings.dagster_home / name
    damaged.write_bytes(b"no database" * 500)
    with pytest.raises(WarehouseError, match="move it away") as refused:
        prepare_dagster_home(settings)
    assert str(refused.value).startswith(f"{damaged}: ")
    damaged.unlink()
    with kept_history(settings):
        pass
