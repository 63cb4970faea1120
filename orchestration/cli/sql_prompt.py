"""Prompt for SQL with history, highlighting and completion by prompt-toolkit."""

from collections.abc import Callable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer

from orchestration.cli.terminal import console, errors
from orchestration.errors import WarehouseError
from orchestration.storage.connections import reader

_WORDS = "select from where group by order by limit join using as and or count sum avg"


def open_prompt(database: Path, answer: Callable[[str], None]) -> None:
    """Read queries until Ctrl-D; a query ends with a semicolon or an empty line.

    Each query opens the database anew, so that it sees the newest publication.
    Raises WarehouseError where nothing is published yet.
    """
    session: PromptSession[str] = PromptSession(
        lexer=PygmentsLexer(SqlLexer),
        completer=WordCompleter(_names(database), ignore_case=True),
        complete_while_typing=False,
        history=_history(database.parent / ".sql_history"),
    )
    console.print(
        f"{database} (read-only). End a query with ; and the prompt with Ctrl-D."
    )
    console.print("Start with: from meta.tables;")
    lines: list[str] = []
    while True:
        try:
            lines.append(session.prompt("   ... " if lines else "tic > "))
        except KeyboardInterrupt:
            lines = []
            continue
        except EOFError:
            return
        query = "\n".join(lines).strip()
        if query.endswith(";") or (lines and not lines[-1].strip()):
            lines = []
            if query.strip("; \n"):
                _try(answer, query)


def _try(answer: Callable[[str], None], query: str) -> None:
    try:
        answer(query)
    except WarehouseError as problem:
        errors.print(str(problem))


def _history(path: Path) -> History:
    """Keep queries, which may hold a secret, for their author's eyes only.

    Nowhere where the folder is another user's.
    """
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


def _names(database: Path) -> list[str]:
    with reader(database) as connection:
        found = connection.execute(
            "select distinct column_name from meta.columns union"
            " select table_schema || '.' || table_name from meta.tables union"
            " select table_name from meta.tables where table_schema = 'main'"
        ).fetchall()
    return _WORDS.split() + [name for (name,) in found]
