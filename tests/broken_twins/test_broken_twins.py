"""Each singular dbt test and each constraint fails on a broken twin of the database.

The tests' own compiled SQL runs here, on a copy of a published warehouse that is
tampered with inside a transaction and rolled back after each case. A file beside this
one bears the name of the test whose twins it lists.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.transform.dbt_manifest import (
    dbt_process_environment,
    project_arguments,
)
from tests.support.rebuilding import replace_table

CASES: list[dict[str, Any]] = [
    {"test": path.stem, **case}
    for path in sorted(Path(__file__).parent.glob("*.yml"))
    for case in yaml.safe_load(path.read_text())
]


@pytest.fixture(scope="module")
def compiled(published: Settings) -> dict[str, str]:
    """Name → compiled SQL of every model and singular test of the last build."""
    folder = published.build_dir / "dbt" / "compiled" / "tic_warehouse"
    return {
        path.stem: path.read_text()
        for part in ("models", "tests")
        for path in (folder / part).rglob("*.sql")
    }


def _findings(
    twin: duckdb.DuckDBPyConnection, case: dict[str, Any], compiled: dict[str, str]
) -> int:
    for model in case.get("rebuild", []):
        replace_table(twin, model, compiled[model.split(".")[-1]])
    return len(twin.execute(compiled[case["test"]]).fetchall())


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['test']}: {case['broken']}" for case in CASES]
)
def test_a_singular_test_fails_on_its_broken_twin_and_passes_before(
    twin: duckdb.DuckDBPyConnection, compiled: dict[str, str], case: dict[str, Any]
) -> None:
    assert twin.execute(compiled[case["test"]]).fetchall() == []
    twin.begin()
    try:
        for statement in case["statements"]:
            changed = twin.execute(statement).fetchone()
            assert changed is None or changed[0] != 0, "the twin is not broken"
        assert _findings(twin, case, compiled) > 0
    finally:
        twin.rollback()


def test_every_singular_test_has_a_broken_twin() -> None:
    tests = {
        path.stem
        for path in (PROJECT_ROOT / "dbt_project" / "tests").rglob("assert_*.sql")
    }
    assert {case["test"] for case in CASES} == tests


@pytest.mark.parametrize(
    "statement",
    [
        "insert into holdings select * exclude (month) from holdings limit 1",
        "update holders set holder_name = 'Japan' where holder_code = '41408'",
        "update series_breaks set reason = null where break_id = 'mfh-2011-06'",
        "update releases set lag_days = -1 where reference_month = '2025-01-31'",
        "update yields set par_yield_pct = null where date = '2026-06-30'",
        "insert into market_monthly"
        " select * exclude (month) from market_monthly limit 1",
    ],
)
def test_a_contracts_constraint_refuses_what_breaks_it(
    twin: duckdb.DuckDBPyConnection, statement: str
) -> None:
    with pytest.raises(duckdb.ConstraintException):
        twin.execute(statement)


def test_the_dbt_unit_tests_pass(published: Settings, tmp_path: Path) -> None:
    database = tmp_path / "warehouse.duckdb"
    database.write_bytes(published.published_database.read_bytes())
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *("test", "--select", "test_type:unit"),
            *project_arguments(Settings(), tmp_path / "target"),
        ],
        env=dbt_process_environment(Settings(), database),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    written = sum(
        len(yaml.safe_load(path.read_text()).get("unit_tests", []))
        for path in (PROJECT_ROOT / "dbt_project" / "models").rglob("*.yml")
    )
    assert f"{written} unit tests in" in done.stdout
    assert "WARN=0 ERROR=0" in done.stdout
