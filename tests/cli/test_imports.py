"""What the command line imports before it has work to do: next to nothing.

Names of modules and not seconds, which differ from machine to machine.
"""

import json
import subprocess
import sys

import pytest

from orchestration.settings import Settings

# Each takes a tenth of a second or more; `rich` draws, and help is plain text.
SLOW = {"altair", "dagster", "dbt", "great_expectations", "lxml", "numpy", "pandas"}
SLOW |= {"pyarrow", "pydantic", "requests", "rich", "scipy", "yaml"}

_PROGRAM = """
import json, sys
from orchestration.cli.main import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported_by(*arguments: str) -> set[str]:
    """Packages that a command has imported when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_imports_nothing_slow() -> None:
    found = imported_by("--help")
    assert "typer" in found  # or nothing was found out
    assert found & (SLOW | {"duckdb"}) == set()


@pytest.mark.parametrize(
    "command", ["run", "sql", "serve", "land", "claim", "check", "verify", "mcp"]
)
def test_help_on_a_command_reads_the_settings_only(command: str) -> None:
    found = imported_by(command, "--help")
    assert found & (SLOW | {"duckdb"}) == {"pydantic"}


def test_a_query_imports_what_it_draws_with_only(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIC_WAREHOUSE_DATA_DIR", str(published.data_dir))
    found = imported_by("sql", "select 1")
    assert {"duckdb", "rich"} <= found
    assert found & (SLOW - {"pydantic", "rich"}) == set()


def test_a_claim_needs_no_more_than_a_query(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIC_WAREHOUSE_DATA_DIR", str(published.data_dir))
    found = imported_by("claim", "Japan", "sold", "any", "2026-04")
    assert {"duckdb", "rich"} <= found
    assert found & (SLOW - {"pydantic", "rich"}) == set()
