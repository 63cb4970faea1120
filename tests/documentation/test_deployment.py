"""What the pages on other machines say holds: their settings and commands exist."""

import re
from pathlib import Path

import pytest

from orchestration.dagster_app.processes import Service
from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.warehouses import tic_warehouse

DOCS = PROJECT_ROOT / "docs"
PAGES = ["more_than_one_machine.md", "deployment.md", "systemd/environment.example"]
UNITS = sorted((DOCS / "systemd").glob("*.service"))


@pytest.mark.parametrize("page", PAGES)
def test_every_variable_of_a_page_is_a_setting(page: str) -> None:
    named = set(re.findall(r"TIC_WAREHOUSE_([A-Z0-9_]+)", (DOCS / page).read_text()))
    settings = {name.upper() for name in Settings.model_fields}
    assert named <= settings, named - settings


def test_every_setting_of_other_machines_is_explained() -> None:
    text = "".join((DOCS / page).read_text() for page in PAGES)
    for name in Settings.model_fields:
        if name.startswith(
            ("ducklake", "postgres", "s3", "publish", "dagster", "on_", "update")
        ):
            assert f"TIC_WAREHOUSE_{name.upper()}" in text, name


def test_each_unit_starts_a_service_that_the_command_knows() -> None:
    found = {
        part
        for unit in UNITS
        for part in re.findall(r"/tic-warehouse serve (\w+)", unit.read_text())
    }
    assert found == {service.value for service in Service}


def test_no_unit_holds_a_secret() -> None:
    assert len(UNITS) == 3
    for unit in UNITS:
        assert "://" not in unit.read_text().replace("file:///", "")
        assert "Environment=" not in unit.read_text()


def test_dagsters_own_commands_run_on_this_warehouses_history(tmp_path: Path) -> None:
    done = tic_warehouse(tmp_path, "dagster", "instance", "info")
    assert done.returncode == 0, done.stdout
    assert f"$DAGSTER_HOME: {tmp_path / 'dagster'}" in done.stdout
    assert "KeptConnectionEventLog" in done.stdout
