"""Runs that go wrong: one clear message, exit status 1, and everything as it was."""

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.warehouses import (
    COMMAND,
    copy_of,
    environment,
    state_of,
    tic_warehouse,
)


@pytest.fixture
def warehouse(published: Settings, tmp_path: Path) -> Settings:
    """A copy of the published warehouse that a test may harm."""
    return copy_of(published, tmp_path / "data")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the dbt project, whose every change makes a run build again."""
    skip = shutil.ignore_patterns("target", "logs")
    return shutil.copytree(
        PROJECT_ROOT / "dbt_project", tmp_path / "project", ignore=skip
    )


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def _write_otherwise(project: Path, model: str) -> None:
    """Let a model build the same rows by another query: little is to be done."""
    path = project / model
    path.write_text(f"select * from (\n{path.read_text()}\n) as written_otherwise\n")


def _run_refused(warehouse: Settings, project: Path) -> str:
    """Run and return what was said, after checking that nothing was touched."""
    before = state_of(warehouse.published_dir), state_of(warehouse.landed_dir)
    done = tic_warehouse(
        warehouse.data_dir, "run", TIC_WAREHOUSE_DBT_PROJECT_DIR=str(project)
    )
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stdout
    assert before == (
        state_of(warehouse.published_dir),
        state_of(warehouse.landed_dir),
    )
    return done.stdout


def test_a_landed_holder_that_lost_its_code_is_named_with_file_and_line(
    warehouse: Settings, project: Path
) -> None:
    labels = project / "seeds" / "holders" / "holder_labels.csv"
    kept = [
        line
        for line in labels.read_text().splitlines()
        if not line.startswith("slt_table3,Japan,")
    ]
    labels.write_text("\n".join(kept) + "\n")
    shutil.rmtree(warehouse.parsed_dir)
    said = _run_refused(warehouse, project)
    assert "slt_table3" in said
    assert "'Japan'" in said
    assert ", line " in said
    assert "holder_labels.csv" in said


def test_a_failed_dbt_test_is_named_with_its_rows(
    warehouse: Settings, project: Path
) -> None:
    _change(
        project / "models/marts/holdings/holdings_by_country.sql",
        "where holder_scope = 'country' and is_continuing",
        "where is_continuing",
    )
    said = _run_refused(warehouse, project)
    assert "assert_no_aggregate_stands_in_a_by_country_table" in said


def test_a_position_a_thousand_times_too_large_does_not_go_out(
    warehouse: Settings, project: Path
) -> None:
    _change(
        project / "macros/holdings/holdings_known.sql",
        "chosen.position_usd_mn,\n        chosen.precision_usd_mn",
        "chosen.position_usd_mn * 1000 as position_usd_mn,\n"
        "        chosen.precision_usd_mn",
    )
    for test in (project / "tests").rglob("*.sql"):
        if "generic" not in test.parts:
            test.unlink()  # so that the audit alone must see it
    for unit_tests in project.rglob("*__unit_tests.yml"):
        unit_tests.unlink()
    said = _run_refused(warehouse, project)
    assert "no_country_holds_more_than_two_trillion_dollars" in said
    assert "holder_name=" in said


def test_a_project_that_does_not_parse_says_so_in_dbts_words(
    warehouse: Settings, project: Path
) -> None:
    _change(
        project / "models/marts/flows/holder_flows.sql",
        "ref('int_reported_flows')",
        "ref('gone')",
    )
    said = _run_refused(warehouse, project)
    assert "cannot parse" in said
    assert "gone" in said


def _small_disk(limit_bytes: int) -> Callable[[], None]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    return limit


@pytest.mark.parametrize("limit_bytes", [100_000, 6_000_000])
def test_a_full_disk_stops_the_run_and_harms_nothing(
    warehouse: Settings, limit_bytes: int
) -> None:
    warehouse.manifest_path.rename(warehouse.data_dir / "manifest.kept")
    before = state_of(warehouse.published_dir), state_of(warehouse.landed_dir)
    done = subprocess.run(
        [*COMMAND, "run"],
        env=environment(warehouse.data_dir),
        preexec_fn=_small_disk(limit_bytes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stdout
    assert "free some" in done.stdout or "disk" in done.stdout, done.stdout
    assert before == (
        state_of(warehouse.published_dir),
        state_of(warehouse.landed_dir),
    )


def test_a_second_run_at_the_same_time_says_who_is_at_work(
    warehouse: Settings,
) -> None:
    warehouse.manifest_path.unlink()
    with FileLock(warehouse.lock_path):
        warehouse.lock_path.with_suffix(".pid").write_text("4711")
        done = tic_warehouse(warehouse.data_dir, "run")
    assert done.returncode == 1
    assert "another run (process 4711) is at work" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_reader_keeps_its_old_view_while_a_run_publishes(
    warehouse: Settings, project: Path
) -> None:
    reading = (
        "import duckdb, sys\n"
        "connection = duckdb.connect(sys.argv[1], read_only=True)\n"
        "query = 'select built_at::varchar from meta.build'\n"
        "print(connection.execute(query).fetchone()[0], flush=True)\n"
        "sys.stdin.readline()\n"
        "print(connection.execute(query).fetchone()[0],"
        " connection.execute('select sum(position_usd_mn) from holdings')"
        ".fetchone()[0], flush=True)\n"
    )
    reader = subprocess.Popen(
        [COMMAND[0], "-c", reading, str(warehouse.published_database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    opened = reader.stdout.readline().strip()
    _write_otherwise(project, "models/marts/markets/yields.sql")
    done = tic_warehouse(
        warehouse.data_dir, "run", TIC_WAREHOUSE_DBT_PROJECT_DIR=str(project)
    )
    assert done.returncode == 0, done.stdout
    reader.stdin.write("\n")
    reader.stdin.flush()
    seen, total = reader.stdout.readline().rsplit(" ", 1)
    reader.wait()
    assert seen == opened
    assert float(total) > 0
    with duckdb.connect(str(warehouse.published_database), read_only=True) as fresh:
        built = fresh.execute("select built_at::varchar from meta.build").fetchone()
    assert built is not None
    assert built[0] != opened


def _lines(child: subprocess.Popen[str]) -> Iterator[str]:
    assert child.stdout is not None
    yield from child.stdout


def _killed_at(warehouse: Settings, project: Path, step: str) -> None:
    """Run, and kill the run and its children as soon as it tells of the step."""
    child = subprocess.Popen(
        [*COMMAND, "run"],
        env=environment(
            warehouse.data_dir,
            PYTHONUNBUFFERED="1",
            TIC_WAREHOUSE_DBT_PROJECT_DIR=str(project),
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    seen = next((line for line in _lines(child) if step in line), None)
    time.sleep(0.15)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert seen is not None, step


def _killed_between_the_swap_and_the_manifest(
    warehouse: Settings, project: Path
) -> None:
    driver = (
        "import os, signal, sys\n"
        "from orchestration.publishing import local\n"
        "whole = local.write_whole\n"
        "def die(path, content):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "local.write_whole = die\n"
        "from orchestration.cli.main import main\n"
        "main()\n"
    )
    manifest = warehouse.manifest_path.read_bytes()
    killed = subprocess.run(
        [COMMAND[0], "-c", driver, "run"],
        env=environment(warehouse.data_dir, TIC_WAREHOUSE_DBT_PROJECT_DIR=str(project)),
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert warehouse.manifest_path.read_bytes() == manifest


def test_runs_killed_at_each_step_harm_nothing_and_the_next_one_makes_it_good(
    warehouse: Settings, project: Path
) -> None:
    """One after the other: each run begins with what the one before left behind."""
    before = _fingerprints(warehouse)
    _write_otherwise(project, "models/marts/markets/yields.sql")
    # at the step between, the audit of the build, `make torture` kills runs, too
    for step in ("loading raw tables", "dbt build", "publishing"):
        _killed_at(warehouse, project, step)
        assert _fingerprints(warehouse) == before, step
    _killed_between_the_swap_and_the_manifest(warehouse, project)
    assert _fingerprints(warehouse) == before
    # the manifest is not of the database beside it, so that all is built again
    done = tic_warehouse(
        warehouse.data_dir, "run", TIC_WAREHOUSE_DBT_PROJECT_DIR=str(project)
    )
    assert done.returncode == 0, done.stdout
    assert "not as it was published" in done.stdout
    assert _fingerprints(warehouse) == before
    assert warehouse.manifest_path.exists()


def _fingerprints(warehouse: Settings) -> list[tuple[object, ...]]:
    """What the published tables hold; equal for two builds from the same files."""
    with duckdb.connect(str(warehouse.published_database), read_only=True) as opened:
        tables = opened.execute(
            "select table_name from meta.tables where table_schema = 'main'"
            " and kind = 'table' order by all"
        ).fetchall()
        return [
            (name, *(opened.execute(_sum_of(name)).fetchone() or ()))
            for (name,) in tables
        ]


def _sum_of(table: str) -> str:
    return f"select count(*), sum(hash({table})::hugeint)::varchar from {table}"


def test_a_damaged_database_is_set_aside_and_a_new_one_published(
    warehouse: Settings,
) -> None:
    before = _fingerprints(warehouse)
    whole = warehouse.published_database.read_bytes()
    cut_off = whole[: len(whole) // 2]
    warehouse.published_database.write_bytes(cut_off)
    done = tic_warehouse(warehouse.data_dir, "run")
    assert done.returncode == 0, done.stdout
    assert "Traceback" not in done.stdout
    [aside] = warehouse.published_dir.glob("warehouse.damaged-*.duckdb")
    assert aside.read_bytes() == cut_off
    assert done.stdout.count(f"set aside as {aside.name} and a new one is made") == 1
    assert _fingerprints(warehouse) == before


def test_a_bad_file_in_the_inbox_is_told_and_stays(warehouse: Settings) -> None:
    warehouse.inbox_dir.mkdir()
    page = warehouse.inbox_dir / "slt_table3.txt"
    page.write_text("<!DOCTYPE html><html><body>Service unavailable</body></html>")
    before = state_of(warehouse.landed_dir)
    done = tic_warehouse(warehouse.data_dir, "run")
    assert "left in the inbox" in done.stdout
    assert "this is a web page" in done.stdout
    assert done.returncode == 0
    assert page.exists()
    assert state_of(warehouse.landed_dir) == before


def test_land_of_a_bad_and_a_good_file_lands_the_good_and_exits_with_1(
    warehouse: Settings, tmp_path: Path
) -> None:
    bundled = PROJECT_ROOT / "data/bundled/tic/slt_table5/2026-09-16.txt.gz"
    good = tmp_path / "renamed.csv"
    good.write_bytes(unpacked(bundled).replace(b"1103.9", b"1103.8"))
    done = tic_warehouse(
        warehouse.data_dir, "land", str(good), str(tmp_path), "/no/such/file"
    )
    assert done.returncode == 1
    assert "landed as tic_slt_table5" in done.stdout
    assert "this is a folder" in done.stdout
    assert "/no/such/file: cannot be read" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_first_run_that_fails_publishes_nothing(
    tmp_path: Path, project: Path
) -> None:
    _change(
        project / "models/marts/holdings/holders.sql", "codes.holder_code,", "null,"
    )
    data_dir = tmp_path / "data"
    done = tic_warehouse(data_dir, "run", TIC_WAREHOUSE_DBT_PROJECT_DIR=str(project))
    assert done.returncode == 1
    assert "Traceback" not in done.stdout
    assert not (data_dir / "published").exists()
    assert "nothing is published yet" in tic_warehouse(data_dir, "sql", "from x").stdout
