"""The command as a person meets it: help, answers, refusals, exit statuses."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from orchestration.cli import main as cli
from orchestration.cli import terminal
from orchestration.cli.run import _bundle_landed
from orchestration.landing.intake_record import (
    Answer,
    RefusedFile,
    keep_answers,
    keep_refused,
)
from orchestration.landing.landed_files import landed_files
from orchestration.landing.snapshot import land_bundle, unpacked
from orchestration.publishing.completeness import completeness
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage.connections import reader, writer
from tests.support.hostile_texts import HOSTILE_FILE_NAME, SHOWN_FILE_NAME
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
        ("status", "Show what is landed, how fresh it is, and what is published."),
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
        " where reference_month = '2026-04-30'"
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


def test_status_says_what_is_missing_what_failed_and_what_the_inbox_kept(
    command: Command, warehouse: Settings
) -> None:
    trouble = "https://one.invalid/a: the server answered 404"
    answer = Answer(asked_at=datetime.now(UTC), trouble=trouble)
    keep_answers(warehouse, {"mof_jgb_all": {"https://one.invalid/a": answer}})
    warehouse.inbox_dir.mkdir(exist_ok=True)
    refused = warehouse.inbox_dir / "notes.txt"
    refused.write_text("no table\n")
    keep_refused(warehouse, [RefusedFile.of(refused, "notes.txt: this is no table")])
    with reader(warehouse.published_database) as connection:
        line = completeness(connection)
    assert line is not None
    said = command(warehouse.data_dir, "status").said
    assert f"\n{line.sentence}; make update fetches" in said
    assert f"\n  - mof_jgb_all: no file from {trouble}\n" in said
    assert "\n  - left in the inbox: notes.txt: this is no table\n" in said


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
        "2",
        "2026-05-31",
        "2026-07-14",
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


# What a terminal, rich and a log each take for something else than a name.


def test_a_name_is_printed_on_one_line_and_acts_on_nothing(
    command: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "[b]bold[/i] :warning: 50%20 #'\""
    data_dir = tmp_path / "data"
    offered = folder / HOSTILE_FILE_NAME
    folder.mkdir(parents=True)
    offered.write_bytes(unpacked(BUNDLED / "tic/slt_table5/2026-06-18.txt.gz"))
    landed = command(data_dir, "land", str(offered))
    assert landed.said.startswith(
        f"{folder}/{SHOWN_FILE_NAME}: landed as tic_slt_table5"
    )
    assert landed.said.count("\n") == 1
    offered.write_bytes(b"junk")
    refused = command(data_dir, "land", str(offered))
    assert (
        f"{folder}/{SHOWN_FILE_NAME}, line 1 ('junk'): no known layout" in refused.said
    )
    offered.unlink()
    for replace in (offered.mkdir, offered.rmdir, lambda: os.mkfifo(offered)):
        replace()
        refused = command(data_dir, "land", str(offered))
        assert refused.said.startswith(f"tic-warehouse: {folder}/{SHOWN_FILE_NAME}: ")
        assert refused.said.count("\n") == 1
    offered.unlink()
    with ZipFile(offered, "w") as archive:
        archive.writestr("[/b]\x1b\n.txt", "junk")
        archive.writestr("5", unpacked(BUNDLED / "tic/slt_table5/2026-06-18.txt.gz"))
    shown = command(data_dir, "land", str(offered)).said
    assert r"not known and were left out: [/b]\x1b\n.txt" in shown
    assert "\x1b" not in shown


def test_progress_is_drawn_without_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = io.StringIO()
    console = terminal.PlainConsole(file=drawn, force_terminal=True, width=100)
    monkeypatch.setattr(terminal, "console", console)
    with terminal.TerminalProgress() as progress:
        progress.step("fetching [/b] \x1b]0;title\x07", 1, 2)
        progress.note("[/b] \x1b]0;title\x07")
    assert "fetching [/b] " in drawn.getvalue()
    assert "\x1b]0;" not in drawn.getvalue()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a*b", "has * in it"),
        ("why?", "has ? in it"),
        ("[red]", "has [ in it"),
        ("a#b", "has # in it"),
        ("a\nb", r"a\nb has control characters"),
        ("\x1b[31m", r"\x1b[31m has control characters"),
        ("\udcff", "has control characters or bytes that are no UTF-8"),
    ],
)
@pytest.mark.parametrize(
    "arguments", [["run"], ["status"], ["sql", "from holders"], ["report"], ["docs"]]
)
def test_a_data_folder_that_no_database_can_be_in_is_refused_in_one_sentence(
    command: Command, tmp_path: Path, name: str, reason: str, arguments: list[str]
) -> None:
    ended = command(tmp_path / name, *arguments)
    assert ended.status == 1
    assert ended.said.startswith(f"tic-warehouse: TIC_WAREHOUSE_DATA_DIR: {tmp_path}")
    assert reason in ended.said
    assert ended.said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_every_setting_that_cannot_be_used_is_named_and_no_secret_is_shown(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIC_WAREHOUSE_UI_PORT", "hunter2")
    monkeypatch.setenv("TIC_WAREHOUSE_READ_TIMEOUT_SECONDS", "")
    ended = command(tmp_path, "status")
    assert ended.status == 1
    assert "TIC_WAREHOUSE_UI_PORT: Input should be a valid integer" in ended.said
    assert "TIC_WAREHOUSE_READ_TIMEOUT_SECONDS: Input should be" in ended.said
    assert "hunter2" not in ended.said
    assert ended.said.count("\n") == 1


@pytest.mark.parametrize("keep", [0, 100, 20_000])
def test_every_question_to_a_damaged_database_says_to_run_again(
    command: Command, tmp_path: Path, keep: int
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with writer(settings.published_database) as connection:
        connection.execute("create table holders as select range as n from range(9999)")
    whole = settings.published_database.read_bytes()
    settings.published_database.write_bytes(whole[:keep])
    for arguments in (["sql", "from holders"], ["status"], ["report"], ["docs"]):
        ended = command(settings.data_dir, *arguments)
        assert ended.status == 1
        assert ended.said.endswith(
            f"tic-warehouse: {settings.published_database}: it is damaged;"
            " `tic-warehouse run` sets a damaged one aside and makes a new one\n"
        )
        assert ended.said.count("tic-warehouse: ") == 1


def test_a_block_that_is_damaged_is_told_by_the_query_that_meets_it(
    command: Command, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with writer(settings.published_database) as connection:
        connection.execute(
            "create table many as select md5(range::varchar) as n from range(100000)"
        )
    content = bytearray(settings.published_database.read_bytes())
    middle = slice(len(content) // 3, len(content) // 2)
    content[middle] = bytes(len(content[middle]))
    settings.published_database.write_bytes(content)
    ended = command(settings.data_dir, "sql", "select sum(hash(n)) from many")
    assert ended.status == 1
    assert f"{settings.published_database}: it is damaged; " in ended.said


def test_a_database_that_no_run_made_has_no_report(
    command: Command, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with writer(settings.published_database) as connection:
        connection.execute("create table mine as select 1 as n")
    ended = command(settings.data_dir, "report")
    assert ended.status == 1
    assert "this database was not made by a run" in ended.said
    assert ended.said.count("\n") == 1


@pytest.mark.parametrize(
    "name",
    ["landed", "inbox", "parsed", "build", "build/dbt", "published", "dagster"],
)
def test_a_file_in_the_place_of_a_folder_is_named_with_what_to_do(
    command: Command, tmp_path: Path, name: str
) -> None:
    place = tmp_path / "data" / name
    place.parent.mkdir(parents=True)
    for put in (place.touch, lambda: place.symlink_to("nowhere")):
        put()
        for arguments in (["run"], ["status"], ["sql", "from x"], ["land", "x"]):
            ended = command(tmp_path / "data", *arguments)
            assert ended == Ended(
                1,
                f"tic-warehouse: {place}: this is no folder, and one of the warehouse's"
                " has to be here; move it away, then run again\n",
            )
        place.unlink()


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
