"""How an answer is shown: on a terminal, through a pipe, as CSV, JSON or Markdown."""

import io
import json
import subprocess
from pathlib import Path

import pytest

from orchestration.cli import answers
from orchestration.cli.answer_form import AnswerForm
from orchestration.cli.answers import print_answers
from orchestration.cli.terminal import PlainConsole
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import writer
from tests.support.warehouses import COMMAND, environment, tic_warehouse

TWO_ROWS = (
    "select * from (values ('a|b', 1.5::double, null, date '2026-04-30'),"
    " ('c', 'nan'::double, 'x', null)) as t (text, figure, word, day)"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A database in which nothing stands but a table of one row."""
    settings = Settings(data_dir=tmp_path)
    with writer(settings.published_database) as connection:
        connection.execute("create table holdings as select 'Japan' as holder_name")
    return settings


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a terminal of 60 columns shows."""
    drawn = io.StringIO()
    console = PlainConsole(
        file=drawn, force_terminal=True, width=60, soft_wrap=True, color_system=None
    )
    monkeypatch.setattr(answers, "console", console)
    return drawn


def test_null_is_shown_and_is_not_an_empty_text(
    settings: Settings, screen: io.StringIO
) -> None:
    print_answers("select null as nothing, '' as empty", settings)
    assert screen.getvalue().split("\n")[1].split() == ["NULL"]


def test_each_statement_has_its_answer(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    statements = "create temp table two as select 2 as b; select 1 as a; from two;"
    print_answers(statements, settings)
    assert capsys.readouterr().out == "a\n1\n\nb\n2\n"


def test_answers_before_the_one_that_fails_are_there(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WarehouseError, match="Table with name missing"):
        print_answers("select 1 as a; from missing; select 2", settings)
    assert capsys.readouterr().out == "a\n1\n"


def test_a_wide_table_leaves_out_columns_and_says_which(
    settings: Settings, screen: io.StringIO
) -> None:
    columns = ", ".join(f"'word word word' as column_{n}" for n in range(8))
    print_answers(f"select {columns} from range(5)", settings)
    head, *rows = screen.getvalue().splitlines()
    assert head.split() == ["column_0", "column_1", "column_2"]
    assert rows[:5] == ["  ".join(["word word word"] * 3)] * 5
    assert rows[5].startswith("3 of 8 columns; name those you want to see")
    assert " ".join(" ".join(rows[5:]).split()).endswith(
        "column_3, column_4, column_5, column_6, column_7"
    )


def test_a_long_text_is_cut_among_rows_and_whole_in_a_row_of_its_own(
    settings: Settings, screen: io.StringIO
) -> None:
    long = "purchases " * 20
    print_answers(f"select '{long}' as text from range(5)", settings)
    lines = screen.getvalue().splitlines()
    assert len(lines) == 6
    assert {line.rstrip()[-1] for line in lines[1:]} == {"…"}
    screen.seek(0)
    screen.truncate()
    print_answers(f"select 1 as number, '{long}' as text", settings)
    words = screen.getvalue().split()
    assert words == ["column", "value", "number", "1", "text", *["purchases"] * 20]


def test_a_row_that_fits_is_a_table_as_any_other(
    settings: Settings, screen: io.StringIO
) -> None:
    print_answers("from holdings", settings)
    assert screen.getvalue().split() == ["holder_name", "Japan"]


def test_csv_has_every_row(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    print_answers(TWO_ROWS, settings, form=AnswerForm.CSV)
    assert capsys.readouterr().out == (
        "text,figure,word,day\na|b,1.5,,2026-04-30\nc,nan,x,\n"
    )
    print_answers("select range from range(1200)", settings, form=AnswerForm.CSV)
    assert capsys.readouterr().out.count("\n") == 1201


def test_json_has_every_row_and_nothing_that_json_has_not(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    print_answers(TWO_ROWS, settings, form=AnswerForm.JSON)
    assert json.loads(capsys.readouterr().out) == [
        {"text": "a|b", "figure": 1.5, "word": None, "day": "2026-04-30"},
        {"text": "c", "figure": None, "word": "x", "day": None},
    ]
    print_answers("from holdings where false", settings, form=AnswerForm.JSON)
    assert json.loads(capsys.readouterr().out) == []


def test_markdown_is_a_table_with_figures_to_the_right(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    print_answers(
        "select 'a|b' as text, 1234.5::double as figure, null as word",
        settings,
        form=AnswerForm.MARKDOWN,
    )
    assert capsys.readouterr().out == (
        "| text | figure | word |\n| --- | ---: | --- |\n| a\\|b | 1,234.5 | NULL |\n"
    )


def test_queries_of_a_file_or_a_pipe_run_without_a_prompt(
    settings: Settings, tmp_path: Path
) -> None:
    script = tmp_path / "questions.sql"
    script.write_text("-- two\nfrom holdings;\nselect 2 as b;\n")
    asked = tic_warehouse(settings.data_dir, "sql", "-f", str(script), "--format=csv")
    assert (asked.returncode, asked.stdout) == (0, "holder_name\nJapan\n\nb\n2\n")
    piped = tic_warehouse(settings.data_dir, "sql", "-f", "-", stdin="from holdings")
    assert (piped.returncode, piped.stdout) == (0, "holder_name\nJapan      \n")
    without = tic_warehouse(settings.data_dir, "sql", stdin="selec 1; from holdings;")
    assert without.returncode == 1
    assert "tic >" not in without.stdout
    assert "syntax error" in without.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["-f", "none.sql"], "none.sql: cannot be read (No such file or directory)"),
        (["-f", "none.sql", "select 1"], "give a query or --file, not both"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    settings: Settings, arguments: list[str], complaint: str
) -> None:
    ended = tic_warehouse(settings.data_dir, "sql", *arguments)
    assert (ended.returncode, ended.stdout) == (1, f"tic-warehouse: {complaint}\n")


def test_a_reader_that_has_enough_is_no_error(settings: Settings) -> None:
    """As `| head -1` reads one line and goes."""
    query = "select range as number from range(1000000)"
    with subprocess.Popen(
        [*COMMAND, "sql", "--format", "csv", query],
        env=environment(settings.data_dir),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as asked:
        assert asked.stdout is not None
        assert asked.stderr is not None
        assert asked.stdout.readline() == "number\n"
        asked.stdout.close()
        assert asked.stderr.read() == ""
