"""Show progress, summaries, answers and errors on the terminal.

Belongs here: words and tables on the terminal. Does not: options (`main.py`) or work.

Whatever is printed goes through `PlainConsole`, so nothing need be escaped elsewhere.
"""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table
from rich.text import Text

from orchestration.cli.run import Outcome
from orchestration.errors import WarehouseError, printable
from orchestration.settings import Settings

if TYPE_CHECKING:  # it imports pandas, and most commands need none
    from orchestration.landing.archives import Member
    from orchestration.landing.collect import FileResult


class PlainConsole(Console):
    """A console that shows every text as it is: no markup, no emoji, no control codes.

    Paths, names and texts out of files are printed by it beside words of this project;
    only the ends of lines and tabs keep their meaning.
    """

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401
        """Make a text of what is printed, in a table too."""
        options |= {"markup": False, "emoji": False, "highlight": False}
        return super().render_str(printable(text, keep="\n\t"), **options)


console = PlainConsole(highlight=False, soft_wrap=True)
if not console.is_terminal:
    console.width = 100_000  # a pipe has no margin: nothing is folded or cut
errors = PlainConsole(stderr=True, highlight=False, soft_wrap=True)

EXAMPLE = """\
select holder_name, round(position_usd_mn / 1000, 1) as usd_bn
from holdings_by_country
where instrument = 'total' and reference_month = '{month}'
order by usd_bn desc
limit 5"""


_SEALED_OFF = (
    "the query failed: it needs more than the database (a file, the network, an"
    " extension, a setting, or the disk where memory is short); `tic-warehouse sql"
    " --allow-files` lets it have that"
)


class TerminalProgress:
    """Shows a run's progress as a bar on a terminal, as lines elsewhere."""

    def __init__(self) -> None:
        """Start with an empty bar."""
        self._bar = ProgressBar(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[parts]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("starting", total=None, parts="")
        self._last = ""

    def __enter__(self) -> "TerminalProgress":
        """Begin to draw."""
        if console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Clear the bar."""
        if console.is_terminal:
            self._bar.stop()

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Move the bar; a new step is a new line where there is no terminal."""
        if not console.is_terminal and name != self._last:
            console.print(f"  {name} ...")
        self._last = name
        self._bar.update(
            self._task,
            description=printable(name),
            completed=done,
            total=total or None,
            parts=f"{done:,} of {total:,}" if total else "",
        )

    def note(self, text: str) -> None:
        """Print one line above the bar."""
        console.print(f"  - {text}")


def summarise(outcome: Outcome, settings: Settings) -> None:
    """Show what is published: tables, checks, places, one query with its answer."""
    manifest = outcome.manifest
    if not outcome.built:
        console.print("Nothing new: the published warehouse is made of these files.")
    console.print()
    table = Table("table", box=None, pad_edge=False, header_style="bold")
    for heading in ("rows", "first", "last"):
        table.add_column(heading, justify="right")
    for entry in manifest["tables"]:
        if entry["name"].startswith("main."):
            table.add_row(
                entry["name"].removeprefix("main."),
                f"{entry['rows']:,}",
                *(_month(entry[end]) for end in ("first", "last")),
            )
    console.print(table)
    _show_releases(settings)
    checks = manifest["checks"]
    console.print(
        f"\nChecks: {checks['passed']} of {checks['asked']} passed,"
        f" {checks['warned']} warned; quality.check_results says what each asks."
    )
    _show_warnings(manifest["warnings"])
    console.print(f"Database: {settings.published_database}")
    if settings.report_path.exists():
        console.print(f"Report:   {settings.report_path}")
    _show_example(settings)


_RELEASES = """\
with newest as (
    select
        max(reference_month) as landed,
        max(reference_month) filter (is_complete_month) as complete,
    from holdings
)
select
    complete::varchar,
    list(reference_month::varchar order by reference_month) filter (
        reference_month <= landed
    ),
    list(reference_month::varchar order by reference_month) filter (
        reference_month > landed
    ),
from newest
left join releases on reference_month > complete and released_on <= current_date
group by complete
"""


def _show_releases(settings: Settings) -> None:
    """Say to which month TIC is whole, and what the release calendar has beyond it."""
    from orchestration.storage.connections import reader  # noqa: PLC0415

    with reader(settings.published_database) as connection:
        row = connection.execute(_RELEASES).fetchone()
    if not row or not row[0]:
        return
    complete, in_part, missing = row
    line = f"\nTIC is complete to {_month(complete)}"
    for months, state in ((in_part, "in part"), (missing, "missing")):
        if months:
            line += f"; {state}: {', '.join(map(_month, months))}"
    console.print(line + " (releases; meta.tables says how far each table reaches).")


def _show_warnings(warnings: list[dict[str, str]]) -> None:
    """One line per check that warned, with the tables it warned about."""
    tables: dict[str, list[str]] = {}
    for warning in warnings:
        tables.setdefault(warning["check_name"], []).append(warning["table_name"])
    for check, names in tables.items():
        console.print(f"  - warning: {check} failed ({', '.join(names)})")
    if "newest_figures_are_not_stale" in tables:
        console.print(
            "    make update fetches what the publishers have released since."
        )


def _month(day: str | None) -> str:
    return day[:7] if day else ""


def _show_example(settings: Settings) -> None:
    """One query with its answer, as a user would type it."""
    query = EXAMPLE.format(month=_latest_month(settings))
    console.print('\nTry it: make sql, or tic-warehouse sql "..."\n')
    console.print(query, style="dim")
    console.print()
    print_answer(query, settings)


def _latest_month(settings: Settings) -> str:
    """Find the last month of which every file of the release is at hand."""
    from orchestration.storage.connections import reader  # noqa: PLC0415

    with reader(settings.published_database) as connection:
        row = connection.execute(
            "select max(reference_month)::varchar from holdings_by_country"
            " where is_complete_month"
        ).fetchone()
    return str(row[0]) if row else ""


def print_answer(query: str, settings: Settings, *, allow_files: bool = False) -> None:
    """Print the answer of the published database, or why there is none.

    The query reaches no other file and no network unless `allow_files`. Raises
    WarehouseError in one line for a query that fails.
    """
    import duckdb  # noqa: PLC0415

    from orchestration.storage.connections import (  # noqa: PLC0415
        is_sealed_off,
        reader,
        says_damaged,
        sealed_reader,
    )

    opened = reader if allow_files else sealed_reader
    with opened(settings.published_database) as connection:
        try:
            answer = connection.sql(query)
            if answer is None:
                return
            rows = answer.fetchmany(1000)
        except duckdb.Error as problem:
            if says_damaged(str(problem)):
                raise  # which the reader explains
            if not allow_files and is_sealed_off(problem):
                raise WarehouseError(_SEALED_OFF) from None
            reason = str(problem).split("\n\n", maxsplit=1)[0]
            raise WarehouseError(f"the query failed: {_one_line(reason)}") from None
    console.print(_answer_table(answer.columns, rows))
    if not rows:
        console.print("No rows.")
    if len(rows) == 1000:
        console.print("The first 1,000 rows; add a limit or an order by.")


def _answer_table(columns: list[str], rows: list[tuple[Any, ...]]) -> Table:
    """Figures to the right, each column with as many decimals as it needs."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, name in enumerate(columns):
        values = [row[position] for row in rows]
        given = [value for value in values if value is not None]
        are_figures = bool(given) and all(_is_figure(value) for value in given)
        justify: Literal["right", "left"] = "right" if are_figures else "left"
        table.add_column(name, justify=justify, overflow="fold")
    shown = [_texts(values) for values in zip(*rows, strict=True)]
    for row in zip(*shown, strict=True):
        table.add_row(*row)
    return table


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _texts(values: tuple[Any, ...]) -> list[str]:
    """Format a column's values: floats with as many decimals as one of them needs."""
    shortest = [f"{value:.10g}" for value in values if isinstance(value, float)]
    places = max((len(text.partition(".")[2]) for text in shortest), default=0)
    form = ",.10g" if any("e" in text for text in shortest) else f",.{places}f"
    return [_text(value, form) for value in values]


def _text(value: object, form: str) -> str:
    if value is None:
        return ""
    return format(value, form) if isinstance(value, float) else str(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def show_landing(result: "FileResult") -> int:
    """Show what became of one file offered; returns how many rejections it had."""
    for member in result.members:
        _show_member(result.path, member)
    for rejection in result.rejections:
        complain(rejection)
    if result.unknown_sentence:
        console.print(result.unknown_sentence)
    return len(result.rejections)


def _show_member(path: Path, member: "Member") -> None:
    """Show what a file was landed as, and since when the public has it."""
    landing = member.landing
    if landing is None:
        return
    sidecar = landing.file.sidecar
    frozen = landing.file.source.frozen_at
    name = str(path) if member.name == str(path) else f"{path}, {member.name}"
    console.print(
        f"{printable(name)}: {'landed' if landing.is_new else 'already landed'} as"
        f" {sidecar.source_id}, figures to {sidecar.last_reference_date}, released"
        f" {sidecar.released_on or 'on an unknown day'} ({sidecar.released_on_basis})"
        + (f"; frozen since {frozen:%Y-%m}, never used as current" if frozen else "")
    )


def complain(problem: WarehouseError) -> None:
    """One problem, on standard error."""
    errors.print(f"tic-warehouse: {problem}")
