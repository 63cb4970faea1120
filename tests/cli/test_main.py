"""The command as a person meets it: help, answers, refusals, exit statuses."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from orchestration.cli import main as cli
from orchestration.cli import terminal
from orchestration.cli.run import _bundle_landed
from orchestration.landing.landed_files import landed_files
from orchestration.landing.snapshot import land_bundle, unpacked
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage.connections import writer
from tests.support.warehouses import copy_of

BUNDLED = PROJECT_ROOT / "data" / "bundled"


@dataclass(frozen=True)
class Ended:
    """How the command ended; output and errors are one text."""

    status: int
    said: str


Command = Callable[..., Ended]


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """`tic-warehouse` on a data folder, in this process; errors follow the output."""

    def run(data_dir: Path, *arguments: str) -> Ended:
        monkeypatch.setenv("TIC_WAREHOUSE_DATA_DIR", str(data_dir))
        monkeypatch.setattr(sys, "argv", ["tic-warehouse", *arguments])
        try:
            cli.main()
        except SystemExit as ended:
            status = ended.code
        else:
            status = 0
        said = capsys.readouterr()
        return Ended(int(status or 0), said.out + said.err)

    return run


@pytest.fixture
def warehouse(published: Settings, tmp_path: Path) -> Settings:
    """A copy that a test may change."""
    return copy_of(published, tmp_path / "data")


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("run", "Build the warehouse from what is landed, audit it and publish it."),
        ("update", "Fetch from the publishers, then run."),
        ("land", "Take files of this machine in; the next run builds with them."),
        ("forget", "Take one landed file back; the next run builds without it."),
        ("status", "What is landed, how fresh it is, and what is published."),
        ("sql", "Ask the published database, read-only."),
        ("docs", "Write dbt's documentation of the published tables as one page."),
        ("ui", "Open the Dagster UI, with its schedules and the inbox sensor."),
    ],
)
def test_help_says_what_a_command_is_for(
    command: Command, tmp_path: Path, name: str, purpose: str
) -> None:
    overview = command(tmp_path, "--help")
    assert overview.status == 0
    assert name in overview.said
    detail = command(tmp_path, name, "--help")
    assert detail.status == 0
    assert purpose in detail.said
    assert f"Usage: tic-warehouse {name}" in detail.said


def test_every_command_of_the_readme_and_the_issue_is_there(
    command: Command, tmp_path: Path
) -> None:
    said = command(tmp_path, "--help").said
    for name in ("run", "update", "land", "status", "sql", "ui"):
        assert f"\n  {name} " in said
    options = command(tmp_path, "land", "--help").said
    assert "of the sources that `tic-warehouse status` lists" in options
    assert "--released-on" in options
    assert "--series" in options


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--no-such-option"], "No such option"),
        (["run", "--fetch"], "No such option"),
        (["proclaim"], "No such command"),
        (["land"], "Missing argument"),
        (["land", "x", "--released-on", "18.6.2026"], "'18.6.2026' does not match"),
    ],
)
def test_a_wrong_command_line_exits_with_2_and_says_what_is_wrong(
    command: Command, tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    ended = command(tmp_path, *arguments)
    assert ended.status == 2
    assert complaint in ended.said
    assert "Traceback" not in ended.said


def test_an_answer_has_its_figures_to_the_right_with_even_decimals(
    command: Command, published: Settings
) -> None:
    ended = command(
        published.data_dir,
        "sql",
        "select holder_name, (position_usd_mn / 1000)::double as usd_bn, iso_alpha2"
        " from holdings_by_country join holders using (holder_code, holder_name)"
        " where instrument = 'total' and reference_month = '2026-04-30'"
        " order by usd_bn desc limit 3",
    )
    assert ended == Ended(
        0,
        "holder_name        usd_bn  iso_alpha2\n"
        "Japan           1,209.889  JP        \n"
        "United Kingdom    937.523  GB        \n"
        "China             651.072  CN        \n",
    )


def test_nothing_of_an_answer_is_cut_off_or_taken_for_markup(
    command: Command, published: Settings
) -> None:
    ended = command(
        published.data_dir,
        "sql",
        f"select '{'x' * 300}' as wide, '[red]7[/red]' as \"a[b]\", null as nothing,"
        " 1e300::double as huge, true as yes",
    )
    assert ended.status == 0
    assert "x" * 300 in ended.said
    assert "[red]7[/red]" in ended.said
    assert "a[b]" in ended.said
    assert "1e+300" in ended.said
    assert "None" not in ended.said


def test_an_empty_and_a_long_answer_say_so(
    command: Command, published: Settings
) -> None:
    none = command(published.data_dir, "sql", "from holders where false")
    assert "No rows." in none.said
    many = command(published.data_dir, "sql", "select date from yields")
    assert many.said.count("\n") == 1002
    assert "The first 1,000 rows" in many.said


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("selec 1", "syntax error"),
        ("from holding", "Table with name holding does not exist"),
        ("select holder_name::integer from holders", "Could not convert string"),
        ("drop table holdings", "read-only"),
    ],
)
def test_a_wrong_query_is_told_in_one_line(
    command: Command, published: Settings, query: str, reason: str
) -> None:
    ended = command(published.data_dir, "sql", query)
    assert ended.status == 1
    assert reason in ended.said
    assert ended.said.startswith("tic-warehouse: ")
    assert ended.said.count("\n") == 1


def test_status_and_sql_before_the_first_run_say_what_to_do(
    command: Command, tmp_path: Path
) -> None:
    status = command(tmp_path / "data", "status")
    assert status.status == 0
    assert "tic_slt_table3" in status.said
    assert "Nothing is published yet: make run" in status.said
    asked = command(tmp_path / "data", "sql", "from holdings")
    assert asked.status == 1
    assert "nothing is published yet; run `tic-warehouse run` first" in asked.said
    assert not (tmp_path / "data").exists(), "asking must not leave anything behind"


def test_status_knows_what_is_published_and_when_something_is_new(
    command: Command, warehouse: Settings
) -> None:
    before = command(warehouse.data_dir, "status")
    assert before.status == 0
    assert ", up to date." in before.said
    lines = before.said.splitlines()
    [line] = [text for text in lines if text.startswith("tic_slt_table3 ")]
    assert line.split() == [
        "tic_slt_table3",
        "1",
        "2026-04-30",
        "2026-06-18",
        line[-10:],
    ]
    warehouse.inbox_dir.mkdir()
    offered = unpacked(BUNDLED / "tic/slt_table3/2026-06-18.txt.gz")
    (warehouse.inbox_dir / "2026-06-18.txt").write_bytes(offered)
    assert "something is new: make run" in command(warehouse.data_dir, "status").said


def test_a_forgotten_file_of_the_snapshot_stays_away_until_it_is_landed_by_hand(
    command: Command, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    source = tmp_path / "table5.txt"
    source.write_bytes(unpacked(BUNDLED / "tic/slt_table5/2026-06-18.txt.gz"))
    assert command(settings.data_dir, "land", str(source)).status == 0
    (file,) = landed_files(settings)
    digest = file.sidecar.sha256
    ended = command(settings.data_dir, "forget", digest[:8])
    said = " ".join(ended.said.split())
    assert ended.status == 0
    assert f"removed {file.source.id}" in said
    assert said.endswith("the next run builds without it")
    for _ in land_bundle(settings):
        pass
    assert digest not in {each.sidecar.sha256 for each in landed_files(settings)}
    assert _bundle_landed(settings)
    forgotten = settings.landed_dir / "forgotten.txt"
    listed = forgotten.read_bytes()
    forgotten.unlink()
    assert not _bundle_landed(settings)
    forgotten.write_bytes(listed)
    assert command(settings.data_dir, "land", str(source)).status == 0
    assert digest in {each.sidecar.sha256 for each in landed_files(settings)}
    again = command(settings.data_dir, "forget", "0" * 8)
    assert again.status == 1
    assert "no landed file" in " ".join(again.said.split())


def test_land_takes_the_good_file_and_refuses_the_bad_ones(
    command: Command, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    good = tmp_path / "renamed.csv"
    good.write_bytes(unpacked(BUNDLED / "tic/slt_table5/2026-06-18.txt.gz"))
    page = tmp_path / "slt_table3.txt"
    page.write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    ended = command(data_dir, "land", str(page), str(good), str(tmp_path))
    assert ended.status == 1
    assert f"{good}: landed as tic_slt_table5, figures to 2026-04-30" in ended.said
    assert f"{tmp_path}: this is a folder" in ended.said
    assert "this is a web page" in ended.said
    assert ended.said.count("tic-warehouse: ") == 2
    stored = data_dir.glob("landed/*/*/*")
    landed = [path.name for path in stored if path.suffix != ".json"]
    assert len(landed) == 1
    again = command(data_dir, "land", str(good))
    assert again.status == 0
    assert "already landed as tic_slt_table5" in again.said


@pytest.mark.parametrize(
    "arguments", [["run"], ["status"], ["land", "slt_table3.txt"], ["sql", "select 1"]]
)
def test_a_program_without_its_checkout_says_so_and_writes_nothing(
    arguments: list[str], tmp_path: Path
) -> None:
    """Copied as a wheel installs it: the packages and nothing beside them."""
    for package in ("orchestration", "expectations"):
        shutil.copytree(PROJECT_ROOT / package, tmp_path / package)
    done = subprocess.run(
        [
            *(sys.executable, "-c"),
            "from orchestration.cli.main import main; main()",
            *arguments,
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"tic-warehouse: {tmp_path}/dbt_project: no dbt project is here, for"
        " tic-warehouse works from its checkout only; clone the repository and use"
        " `make run` in it (or .venv/bin/tic-warehouse of that folder)\n"
    )
    assert not (tmp_path / "data").exists()
