"""Ask the published database, and show its answers on the terminal or as data.

Belongs here: running what somebody typed, one statement after another, and the forms an
answer can have. Does not: reading what they type (`sql_prompt.py`), or options
(`main.py`).
"""

import csv
import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from rich.table import Table

from orchestration.cli.answer_form import AnswerForm
from orchestration.cli.terminal import console
from orchestration.errors import WarehouseError, printable

if TYPE_CHECKING:
    import duckdb

    from orchestration.settings import Settings

    Rows = Sequence[tuple[Any, ...]]

_ROWS_SHOWN = 1000
_ROWS_AT_ONCE = 10_000
# A text that is longer leaves no room for other columns.
_TEXT_WIDTH = 60
# More rows than these are easier to read with a line each.
_ROWS_OF_SEVERAL_LINES = 3

_SEALED_OFF = (
    "the query failed: it needs more than the database (a file, the network, an"
    " extension, a setting, or the disk where memory is short); `tic-warehouse sql"
    " --allow-files` lets it have that"
)


def print_answers(
    statements: str,
    settings: "Settings",
    *,
    allow_files: bool = False,
    form: AnswerForm = AnswerForm.TABLE,
) -> None:
    """Print what the published database answers to each statement.

    Statements reach no other file and no network unless `allow_files`. A table has the
    first 1,000 rows, every other form all of them. Raises WarehouseError in one line
    for the first statement that fails; the answers before it are printed.
    """
    from orchestration.storage.connections import (  # noqa: PLC0415
        reader,
        sealed_reader,
    )

    opened = reader if allow_files else sealed_reader
    with (
        opened(settings.published_database) as connection,
        _told_in_one_line(allow_files=allow_files),
    ):
        for number, answer in enumerate(_answers(connection, statements)):
            if number:
                print()
            _PRINTERS[form](answer)


def _answers(
    connection: "duckdb.DuckDBPyConnection", statements: str
) -> Iterator["duckdb.DuckDBPyRelation"]:
    """Run each statement; those that answer with rows are yielded."""
    for statement in connection.extract_statements(statements):
        answer = connection.sql(statement)
        if answer is not None:
            yield answer


@contextmanager
def _told_in_one_line(*, allow_files: bool) -> Iterator[None]:
    """Raise WarehouseError for what DuckDB says of a query."""
    import duckdb  # noqa: PLC0415

    from orchestration.storage.connections import (  # noqa: PLC0415
        is_sealed_off,
        says_damaged,
    )

    try:
        yield
    except duckdb.Error as problem:
        if says_damaged(str(problem)):
            raise  # which the reader explains
        if not allow_files and is_sealed_off(problem):
            raise WarehouseError(_SEALED_OFF) from None
        reason = str(problem).split("\n\n", maxsplit=1)[0]
        raise WarehouseError(f"the query failed: {' '.join(reason.split())}") from None


def _print_table(answer: "duckdb.DuckDBPyRelation") -> None:
    rows = answer.fetchmany(_ROWS_SHOWN)
    if not console.is_terminal:
        console.print(_table(answer.columns, _columns_of_text(rows), rows))
    elif len(rows) == 1 and not _fits(answer.columns, _columns_of_text(rows)):
        console.print(_one_row(answer.columns, rows))
    else:
        _print_as_wide_as_the_terminal(answer.columns, rows)
    if not rows:
        console.print("No rows.")
    if len(rows) == _ROWS_SHOWN:
        console.print(
            f"The first {_ROWS_SHOWN:,} rows; add a limit or an order by, or take all"
            " with --format csv."
        )


def _print_as_wide_as_the_terminal(columns: list[str], rows: "Rows") -> None:
    """Leave out the columns that find no room, and say which; cut long texts."""
    on_one_line = len(rows) > _ROWS_OF_SEVERAL_LINES
    texts = [
        [_shortened(text, on_one_line=on_one_line) for text in column]
        for column in _columns_of_text(rows)
    ]
    shown = next(
        (n for n in range(len(columns), 1, -1) if _fits(columns[:n], texts[:n])), 1
    )
    console.print(_table(columns[:shown], texts[:shown], rows))
    if left_out := columns[shown:]:
        console.print(
            f"{shown} of {len(columns)} columns; name those you want to see, or take"
            f" all with --format csv. Left out: {', '.join(left_out)}",
            style="dim",
            soft_wrap=False,
        )


def _shortened(text: str, *, on_one_line: bool) -> str:
    if on_one_line:
        text = " ".join(text.split())
    return "\n".join(
        line if len(line) <= _TEXT_WIDTH else line[: _TEXT_WIDTH - 1].rstrip() + "…"
        for line in text.split("\n")
    )


def _fits(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> bool:
    from rich.cells import cell_len  # noqa: PLC0415

    gaps = 2 * (len(columns) - 1)
    return gaps + sum(
        max(cell_len(line) for text in (name, *column) for line in text.split("\n"))
        for name, column in zip(columns, texts or [[]] * len(columns), strict=True)
    ) <= (console.width)


def _table(
    columns: Sequence[str], texts: Sequence[Sequence[str]], rows: "Rows"
) -> Table:
    """Figures to the right, each column with as many decimals as it needs."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, name in enumerate(columns):
        justify: Literal["right", "left"] = (
            "right" if _are_figures([row[position] for row in rows]) else "left"
        )
        table.add_column(name, justify=justify, overflow="fold")
    for row in zip(*texts, strict=True):
        table.add_row(*row)
    return table


def _one_row(columns: Sequence[str], rows: "Rows") -> Table:
    """Give a row that is wider than the terminal one line for each column."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("column")
    table.add_column("value", overflow="fold")
    for name, [text] in zip(columns, _columns_of_text(rows), strict=True):
        table.add_row(name, text)
    return table


def _are_figures(values: Sequence[object]) -> bool:
    given = [value for value in values if value is not None]
    return bool(given) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        for value in given
    )


def _columns_of_text(rows: "Rows") -> list[list[str]]:
    return [_texts(values) for values in zip(*rows, strict=True)]


def _texts(values: tuple[Any, ...]) -> list[str]:
    """Format a column's values: floats with as many decimals as one of them needs."""
    shortest = [f"{value:.10g}" for value in values if isinstance(value, float)]
    places = max((len(text.partition(".")[2]) for text in shortest), default=0)
    form = ",.10g" if any("e" in text for text in shortest) else f",.{places}f"
    return [_text(value, form) for value in values]


def _text(value: object, form: str) -> str:
    if value is None:
        return "NULL"
    return format(value, form) if isinstance(value, float) else str(value)


def _all_rows(answer: "duckdb.DuckDBPyRelation") -> Iterator[tuple[Any, ...]]:
    while rows := answer.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _print_csv(answer: "duckdb.DuckDBPyRelation") -> None:
    """RFC 4180 with a heading; NULL is nothing between two commas."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(map(_for_screen, answer.columns))
    for row in _all_rows(answer):
        writer.writerow(map(_for_screen, row))


def _print_json(answer: "duckdb.DuckDBPyRelation") -> None:
    """Write an array, one object a row and line; days and moments are ISO 8601."""
    separator = "["
    for row in _all_rows(answer):
        fields = dict(zip(answer.columns, map(_as_json, row), strict=True))
        print(f"{separator}{json.dumps(fields, ensure_ascii=False)}", end="")
        separator = ",\n "
    print("[]" if separator == "[" else "]")


def _as_json(value: object) -> object:
    """Return what JSON has for a value: no NaN, no infinity, no days."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_as_json(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    return str(value)


def _print_markdown(answer: "duckdb.DuckDBPyRelation") -> None:
    rows = answer.fetchall()
    kinds = list(zip(*rows, strict=True)) or [() for _ in answer.columns]
    print(_markdown_line(answer.columns))
    print(_markdown_line(["---:" if _are_figures(kind) else "---" for kind in kinds]))
    for row in zip(*_columns_of_text(rows), strict=True):
        print(_markdown_line(row))


def _markdown_line(cells: Sequence[str]) -> str:
    escaped = (
        str(_for_screen(cell))
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("\n", "<br>")
        for cell in cells
    )
    return f"| {' | '.join(escaped)} |"


def _for_screen(value: object) -> object:
    """Keep what acts on a terminal from one; a file or program gets it as it is."""
    if isinstance(value, str) and sys.stdout.isatty():
        return printable(value, keep="\n\t")
    return value


_PRINTERS = {
    AnswerForm.TABLE: _print_table,
    AnswerForm.CSV: _print_csv,
    AnswerForm.JSON: _print_json,
    AnswerForm.MARKDOWN: _print_markdown,
}
