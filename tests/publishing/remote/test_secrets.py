"""A secret stays in the environment: no file, output, event or command line has it.

Belongs here: every setting that can hold one, filled with one word, and the search for
it. Does not: how each place's errors are told (the tests of each place).
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import dagster
import pytest
from dagster_shared.serdes import serialize_value

from orchestration.dagster_app.assets.remote import build_remote_assets
from orchestration.dagster_app.instance import kept_history
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.progress import LogProgress
from orchestration.settings import Settings, read_settings
from tests.support.remote_places import nobody_listens
from tests.support.servers import PostgresServer
from tests.support.small_warehouse import publish_small
from tests.support.warehouses import tic_warehouse

MARK = "hunter2hunter2"
HISTORY = "TIC_WAREHOUSE_DAGSTER_POSTGRES_URL"
SECRETS = [
    name
    for name, field in Settings.model_fields.items()
    if "SecretStr" in str(field.annotation)
]


def secret_environment(place: str) -> dict[str, str]:
    """Settings and proxies, each with the same secret; nothing answers to it."""
    address = f"postgresql://postgres:{MARK}@{place}/lake?sslpassword={MARK}"
    proxy = f"http://somebody:{MARK}@{nobody_listens()}"
    given = {name: address if name.endswith("_url") else MARK for name in SECRETS}
    for event in ("failure", "release"):
        given[f"on_{event}_webhook"] = f"https://{nobody_listens()}/{MARK}"
    return {
        **{f"TIC_WAREHOUSE_{name.upper()}": text for name, text in given.items()},
        **dict.fromkeys(["http_proxy", "https_proxy", "all_proxy"], proxy),
        **dict.fromkeys(["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"], proxy),
        "TIC_WAREHOUSE_PUBLISH_TO": "ducklake,postgres",
        "TIC_WAREHOUSE_DUCKLAKE_DATA": "s3://bucket/tic-warehouse/",
        "TIC_WAREHOUSE_S3_ENDPOINT": f"http://{nobody_listens()}",
        "TIC_WAREHOUSE_FETCH_ATTEMPTS": "1",
    }


def assert_clean(folder: Path) -> None:
    """Search every file of a folder, and every cell of its SQLite databases."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert MARK.encode() not in path.read_bytes(), path
    for path in folder.rglob("*.db"):
        with closing(sqlite3.connect(path)) as connection:
            assert MARK not in "\n".join(connection.iterdump()), path


def test_the_settings_that_hold_a_secret_are_known() -> None:
    assert set(SECRETS) == {
        "dagster_postgres_url",
        "ducklake_catalogue_url",
        "on_failure_webhook",
        "on_release_webhook",
        "postgres_url",
        "s3_key_id",
        "s3_secret",
    }


def test_no_secret_reaches_a_file_or_an_output(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    publish_small(settings, 1)
    everything = secret_environment(f"127.0.0.1:{postgres.port}")
    # Dagster asks a PostgreSQL that rejects it for ten seconds.
    here = {name: text for name, text in everything.items() if name != HISTORY}
    for status, *arguments in (
        (1, "publish"),
        (1, "update"),
        (0, "dagster", "instance", "info"),
        (0, "sql", "from duckdb_settings()"),
    ):
        done = tic_warehouse(settings.data_dir, *arguments, **here)
        assert done.returncode == status, (arguments, done.stdout)
        assert MARK not in done.stdout, arguments
    assert_clean(tmp_path)


def test_no_secret_reaches_a_runs_history(
    tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, text in secret_environment(f"127.0.0.1:{postgres.port}").items():
        if key != HISTORY:
            monkeypatch.setenv(key, text)
    monkeypatch.setenv("TIC_WAREHOUSE_DATA_DIR", str(tmp_path))
    settings = read_settings()
    publish_small(settings, 1)

    @dagster.asset(key=["published", "holdings"])
    def published() -> None:
        """Stand in for what the places publish."""

    with kept_history(settings) as instance:
        result = dagster.materialize(
            build_remote_assets(settings, LogProgress(), published),
            instance=instance,
            raise_on_error=False,
            resources={RUN_LOCK: dagster.ResourceDefinition.none_resource()},
        )
        events = instance.all_logs(result.run_id)
    assert "authentication" in str(events)
    assert MARK not in str(events)
    assert list(tmp_path.rglob("event_log.db"))
    assert_clean(tmp_path)


def test_no_secret_reaches_the_command_line_of_a_process(
    settings: Settings, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIC_WAREHOUSE_DAGSTER_STORAGE", "set by the project")
    url = postgres.url(postgres.fresh_database())
    monkeypatch.setenv(HISTORY, url)
    monkeypatch.setenv("TIC_WAREHOUSE_DATA_DIR", str(settings.data_dir))
    with kept_history(read_settings()) as instance:
        # `dagster dev` hands this to the webserver, the daemon and the code server.
        handed_on = serialize_value(instance.get_ref())
    assert "TIC_WAREHOUSE_DAGSTER_STORAGE" in handed_on
    assert postgres.password not in handed_on
