"""Prompt for SQL with history, highlighting and completion by prompt-toolkit.

Belongs here: reading what somebody types, and the few words that are no SQL. Does not:
what a query answers (`answers.py`).
"""

import re
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_state_path
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer

from orchestration.cli.answer_form import AnswerForm
from orchestration.cli.terminal import console, errors
from orchestration.errors import WarehouseError
from orchestration.storage.connections import reader

Answer = Callable[[str, AnswerForm], None]

_WORDS = "select from where group by order by limit join using as and or count sum avg"
_ENDS = {"exit", "quit", ".exit", ".quit", "\\q"}
_TABLES = """
select table_schema, table_name, rows, last_date, description
from meta.tables
where table_schema in ('main', 'quality', 'meta')
order by list_position(['main', 'quality', 'meta'], table_schema), table_name
"""
_HELP = f"""\
A query ends with ; or an empty line. Several with ; between them have several answers.
from meta.examples;          questions, each with a query to run as it stands
.example is_japan_selling    the query of one of them, with its answer
from meta.tables;            all tables, with what one row is
describe holdings;           the columns of one; meta.columns has units and meaning
.tables                      the public tables
.format {" | ".join(AnswerForm)}
                             how answers are written from here on
exit, quit or Ctrl-D         end"""


def open_prompt(database: Path, answer: Answer, form: AnswerForm) -> None:
    """Read queries until Ctrl-D; a query ends with a semicolon or an empty line.

    Each query opens the database anew, so that it sees the newest publication.
    Raises WarehouseError where nothing is published yet.
    """
    session: PromptSession[str] = PromptSession(
        lexer=PygmentsLexer(SqlLexer),
        completer=_completer(database),
        complete_while_typing=False,
        history=_history(history_path()),
    )
    console.print(f"{database} (read-only). .help says what can be typed here.")
    console.print("Start with: from meta.examples;")
    lines: list[str] = []
    while True:
        try:
            lines.append(session.prompt("   ... " if lines else "tic > "))
        except KeyboardInterrupt:
            lines = []
            continue
        except EOFError:
            return
        typed = "\n".join(lines).strip()
        word = typed.rstrip("; ").lower()
        if word in _ENDS:
            return
        if word == "help" or word.startswith("."):
            lines = []
            form = _obey(word, database, answer, form)
        elif typed.endswith(";") or (lines and not lines[-1].strip()):
            lines = []
            if typed.strip("; \n"):
                _try(answer, typed, form)


def _obey(word: str, database: Path, answer: Answer, form: AnswerForm) -> AnswerForm:
    """Do what a word that is no SQL asks for; returns the form of later answers."""
    if word in ("help", ".help"):
        console.print(_HELP)
    elif word == ".tables":
        _try(answer, _TABLES, form)
    elif word in {f".format {each}" for each in AnswerForm}:
        return AnswerForm(word.removeprefix(".format "))
    elif word.startswith(".example "):
        _show_example(database, word.removeprefix(".example ").strip(), answer, form)
    else:
        errors.print(f"{word}: not known here; .help says what is")
    return form


def _show_example(database: Path, name: str, answer: Answer, form: AnswerForm) -> None:
    with reader(database) as connection:
        row = connection.execute(
            "select query from meta.examples where example_id = ?", [name]
        ).fetchone()
    if row is None:
        errors.print(f"{name}: no such example; from meta.examples; lists them")
        return
    console.print(f"{row[0]}\n", style="dim")
    _try(answer, row[0], form)


def _try(answer: Answer, query: str, form: AnswerForm) -> None:
    try:
        answer(query, form)
    except WarehouseError as problem:
        errors.print(str(problem))


def history_path() -> Path:
    """Where the queries that somebody typed are kept: with the person, not the data."""
    return user_state_path("tic-warehouse", appauthor=False) / "sql_history"


def _history(path: Path) -> History:
    """Keep queries, which may hold a secret, for their author's eyes only.

    Nowhere where the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


def _completer(database: Path) -> WordCompleter:
    """Names of this database, with a point in them too."""
    return WordCompleter(
        _names(database), ignore_case=True, pattern=re.compile(r"[\w.]+")
    )


def _names(database: Path) -> list[str]:
    with reader(database) as connection:
        found = connection.execute(
            "select distinct column_name from meta.columns union"
            " select table_schema || '.' || table_name from meta.tables union"
            " select table_name from meta.tables where table_schema = 'main' union"
            " select example_id from meta.examples"
        ).fetchall()
    return _WORDS.split() + sorted(name for (name,) in found)
