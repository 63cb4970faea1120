"""A canary: Dagster still has the private parts that this project leans on."""

import warnings
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from dagster._cli import dev
from sqlalchemy import make_url

from orchestration.dagster_app.private_parts import (
    STORAGE_MODULES,
    run_dev_with,
    sqlite_address,
)


@pytest.mark.parametrize(
    ("module", "name", "member"),
    [
        (
            "dagster._core.storage.event_log",
            "ConsolidatedSqliteEventLogStorage",
            "_connect",
        ),
        (
            "dagster._core.definitions.unresolved_asset_job_definition",
            "UnresolvedAssetJobDefinition",
            "resolve",
        ),
        (
            "dagster._core.storage.event_log",
            "SqlEventLogStorage",
            "index_connection",
        ),
        (
            "dagster._core.storage.event_log.schema",
            "AssetCheckExecutionsTable",
            "delete",
        ),
        (
            "dagster_dbt.core.dbt_cli_event",
            "DbtCoreCliEventMessage",
            "to_default_asset_events",
        ),
    ],
)
def test_the_private_parts_of_dagster_are_where_they_were(
    module: str, name: str, member: str
) -> None:
    moved = (
        f"dagster {version('dagster')} moved {module}.{name}.{member}:"
        " see orchestration/dagster_app/private_parts.py"
    )
    try:
        part = getattr(import_module(module), name, None)
    except ImportError:
        part = None
    assert callable(getattr(part, member, None)), moved


def test_dagsters_sqlite_storages_ask_this_project_for_their_addresses() -> None:
    for module in STORAGE_MODULES:
        # our function replaces a name that the module still has to call
        assert module.create_db_conn_string is sqlite_address
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert source.count("create_db_conn_string(") == 1, module.__name__


def test_the_ui_starts_without_a_warning_of_dagsters_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The command is the real one; only what it would start is left out."""
    started: list[object] = []
    monkeypatch.setattr(dev, "dev_command_impl", lambda *parts, **_: started.append(1))
    monkeypatch.setattr(dev, "open_ipc_subprocess", dev.open_ipc_subprocess)
    monkeypatch.setattr("sys.argv", ["dagster", "dev", "-m", "orchestration"])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(SystemExit) as ended:
            run_dev_with("orchestration.dagster_app.webserver")
    assert (ended.value.code, started) == (0, [1])
    assert [str(each.message) for each in caught] == []


@pytest.mark.parametrize(
    "name", ["why?", "50%20off", "a#b", "'q' \"d\"", "円[/b]", "a;b"]
)
def test_an_address_leads_to_the_file_that_it_was_made_for(
    tmp_path: Path, name: str
) -> None:
    address = sqlite_address(str(tmp_path / name), "runs")
    assert make_url(address).database == str(tmp_path / name / "runs.db")
