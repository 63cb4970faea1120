"""The SQL prompt as somebody types into it: ends, help, history, completion."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from orchestration.cli.answer_form import AnswerForm
from orchestration.cli.sql_prompt import (
    _completer,
    _history,
    history_path,
    open_prompt,
)
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import writer

Typed = Callable[[str], list[tuple[str, AnswerForm]]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A small database with the directory that completion reads."""
    path = Settings(data_dir=tmp_path / "data").published_database
    with writer(path) as connection:
        connection.execute("create schema meta")
        connection.execute(
            "create table meta.tables as"
            " select 'meta' as table_schema, 'examples' as table_name"
            " union all select 'main', 'holdings'"
        )
        connection.execute(
            "create table meta.examples as select 'largest' as example_id,"
            " 'select 5 as figure' as query"
        )
        connection.execute(
            "create table meta.columns as select 'holder_name' as column_name"
        )
    return path


@pytest.fixture
def typed(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type a text into the prompt; gives the queries that it asked."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def type_in(text: str) -> list[tuple[str, AnswerForm]]:
        asked: list[tuple[str, AnswerForm]] = []

        def answer(query: str, form: AnswerForm) -> None:
            asked.append((query, form))
            if "wrong" in query:
                raise WarehouseError("the query failed: wrong")

        with create_pipe_input() as keys:
            keys.send_text(text)
            with create_app_session(input=keys, output=DummyOutput()):
                open_prompt(database, answer, AnswerForm.TABLE)
        return asked

    return type_in


@pytest.mark.parametrize("end", ["exit", "quit", "EXIT;", ".exit", "\\q"])
def test_a_word_ends_it(typed: Typed, end: str) -> None:
    assert typed(f"select 1;\n{end}\nselect 2;\n") == [("select 1;", AnswerForm.TABLE)]


def test_a_query_ends_with_a_semicolon_or_an_empty_line(typed: Typed) -> None:
    asked = typed("select\n1;\nselect 2\n\nwrong;\nselect 3; select 4;\nquit\n")
    assert [query for query, _ in asked] == [
        "select\n1;",
        "select 2",
        "wrong;",
        "select 3; select 4;",
    ]


def test_help_says_what_can_be_typed_and_asks_nothing(
    typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(".help\n.nothing\nexit\n") == []
    said = capsys.readouterr()
    assert "Start with: from meta.examples;" in said.out
    assert "exit, quit or Ctrl-D" in said.out
    assert ".nothing: not known here; .help says what is" in said.err


def test_an_example_is_shown_and_answered(
    typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = typed(".example largest\n.example smallest\nexit\n")
    assert asked == [("select 5 as figure", AnswerForm.TABLE)]
    said = capsys.readouterr()
    assert "select 5 as figure" in said.out
    assert "smallest: no such example; from meta.examples; lists them" in said.err


def test_a_form_holds_from_there_on(typed: Typed) -> None:
    asked = typed("select 1;\n.format csv\nselect 2;\n.tables\nexit\n")
    assert [form for _, form in asked] == [AnswerForm.TABLE] + [AnswerForm.CSV] * 2
    assert "from meta.tables" in asked[-1][0]


def test_queries_are_kept_with_the_person_and_not_with_the_data(
    typed: Typed, database: Path, tmp_path: Path
) -> None:
    typed("select 1;\nexit\n")
    path = tmp_path / "state" / "tic-warehouse" / "sql_history"
    assert history_path() == path
    assert "select 1;" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in database.parent.iterdir()] == [database.name]


def test_an_older_history_becomes_its_authors_own(tmp_path: Path) -> None:
    path = tmp_path / "sql_history"
    path.write_text("# an older version's\n")
    path.chmod(0o644)
    _history(path).store_string("create secret ...")
    assert "create secret ..." in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_folder_of_ones_own_nothing_is_kept(tmp_path: Path) -> None:
    # root may write anywhere, so a file in the folder's place stands for one of others
    (tmp_path / "file").write_text("")
    _history(tmp_path / "file" / "sql_history").store_string("select 1")
    assert (tmp_path / "file").read_text() == ""


@pytest.mark.parametrize(
    ("before", "completed"),
    [("from hold", "holdings"), ("from meta.ex", "meta.examples"), ("sel", "select")],
)
def test_names_are_completed_with_their_schema(
    database: Path, before: str, completed: str
) -> None:
    found = _completer(database).get_completions(Document(before), None)  # type: ignore[arg-type]
    assert completed in [each.text for each in found]
