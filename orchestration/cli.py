"""`tic-warehouse`: the one command behind every make target.

Belongs here: options, and how things are shown to a person. Does not: work. Slow
libraries are imported inside the commands that need them.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table

from orchestration.errors import WarehouseError
from orchestration.run import Outcome, nothing_new, read_manifest, run_warehouse
from orchestration.settings import Settings

app = typer.Typer(
    name="tic-warehouse",
    help="Who holds US Treasuries, who is selling, and what it does to yields and"
    " currencies: the public record as one DuckDB database.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

EXAMPLE = """\
select holder_name, round(position_usd_mn / 1000, 1) as usd_bn
from holdings_by_country
where instrument = 'total' and reference_month = '{month}'
order by usd_bn desc
limit 5"""


class Shown:
    """Shows a run's progress as a bar on a terminal, as lines elsewhere."""

    def __init__(self) -> None:
        """Start with an empty bar."""
        self._bar = ProgressBar(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[parts]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("starting", total=None, parts="")
        self._last = ""

    def __enter__(self) -> "Shown":
        """Begin to draw."""
        if console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Clear the bar."""
        self._bar.stop()

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Move the bar; a new step is a new line where there is no terminal."""
        if not console.is_terminal and name != self._last:
            console.print(f"  {name} ...")
        self._last = name
        self._bar.update(
            self._task,
            description=name,
            completed=done,
            total=total or None,
            parts=f"{done:,} of {total:,}" if total else "",
        )

    def note(self, text: str) -> None:
        """Print one line above the bar."""
        console.print(f"  - {escape(text)}")


@app.command()
def run() -> None:
    """Build the warehouse from what is landed, audit it and publish it.

    The first run lands the snapshot that this repository ships; files in data/inbox
    are landed too. With nothing new it says so and ends at once.
    """
    _run(fetch=False)


@app.command()
def update() -> None:
    """Fetch from the publishers, then run.

    A publisher that does not answer, or answers with something else than its file,
    is told in one line and leaves what is landed alone.
    """
    _run(fetch=True)


def _run(*, fetch: bool) -> None:
    settings = Settings()
    with Shown() as shown:
        outcome = run_warehouse(settings, shown, fetch=fetch)
    _summarise(outcome, settings)


def _summarise(outcome: Outcome, settings: Settings) -> None:
    manifest = outcome.manifest
    if not outcome.built:
        console.print("Nothing new: the published warehouse is made of these files.")
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
    checks = manifest["checks"]
    console.print(
        f"\nChecks: {checks['passed']} of {checks['asked']} passed,"
        f" {checks['warned']} warned; quality.check_results says what each asks."
    )
    _show_warnings(manifest["warnings"])
    console.print(f"Database: {settings.published_database}")
    _show_example(manifest, settings)


def _show_warnings(warnings: list[dict[str, str]]) -> None:
    """One line per check that warned, with the tables it warned about."""
    tables: dict[str, list[str]] = {}
    for warning in warnings:
        tables.setdefault(warning["check_name"], []).append(warning["table_name"])
    for check, names in tables.items():
        statement = check.replace("_", " ")
        console.print(f"  - not so: {statement} ({', '.join(names)})")
    if "newest_figures_are_not_stale" in tables:
        console.print(
            "    make update fetches what the publishers have released since."
        )


def _month(day: str | None) -> str:
    return day[:7] if day else ""


def _show_example(manifest: dict[str, Any], settings: Settings) -> None:
    """One query with its answer, as a user would type it."""
    newest = next(
        (
            entry["last"]
            for entry in manifest["tables"]
            if entry["name"] == "main.holdings_by_country"
        ),
        None,
    )
    if newest is None:
        return
    query = EXAMPLE.format(month=newest)
    console.print('\nTry it: make sql, or tic-warehouse sql "..."\n')
    console.print(query, style="dim")
    console.print()
    _print_answer(query, settings)


def _print_answer(query: str, settings: Settings) -> None:
    import duckdb  # noqa: PLC0415

    from orchestration.warehouse import reader  # noqa: PLC0415

    with reader(settings.published_database) as connection:
        try:
            answer = connection.sql(query)
        except duckdb.Error as problem:
            raise WarehouseError(f"the query failed: {problem}") from None
        if answer is None:
            return
        table = Table(*answer.columns, box=None, pad_edge=False, header_style="bold")
        rows = answer.fetchmany(1000)
        for row in rows:
            table.add_row(*(escape(_text(value)) for value in row))
        console.print(table)
        if len(rows) == 1000:
            console.print("The first 1,000 rows; add a limit or an order by.")


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


@app.command()
def land(
    files: Annotated[list[Path], typer.Argument(help="Files to land.")],
    released_on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The day the publisher released them, where the files do not say.",
        ),
    ] = None,
    series: Annotated[
        str | None,
        typer.Option(help="The FRED series of a file whose heading does not name it."),
    ] = None,
) -> None:
    """Take files of this machine in; the next run builds with them.

    A file is recognised by its content, never by its name: mfhhis01, mfh and SLT
    Tables 1, 3 and 5 of TIC; the Treasury's par yields; H.15 of the Fed's DDP; FRED
    series of sources/; JGB yields of MOF Japan; the ECB's reference rates. One that
    cannot be what it says is refused, with file and line, and changes nothing.
    """
    from orchestration.cells import keep_cells  # noqa: PLC0415
    from orchestration.land import land_path  # noqa: PLC0415

    settings = Settings()
    day = released_on.date() if released_on else None
    refused = 0
    for path in files:
        try:
            landing = land_path(path, settings, "hand", day, series)
        except WarehouseError as problem:
            refused += 1
            _complain(problem)
            continue
        if landing.cells is not None:
            keep_cells(settings, landing.file, landing.cells)
        sidecar = landing.file.sidecar
        word = "landed" if landing.is_new else "already landed"
        frozen = landing.file.source.frozen_at
        console.print(
            f"{escape(str(path))}: {word} as {sidecar.source_id}, figures to"
            f" {sidecar.last_reference_date}, released"
            f" {sidecar.released_on or 'on an unknown day'}"
            f" ({sidecar.released_on_basis})"
            + (
                f"; frozen since {frozen:%Y-%m}, never used as current"
                if frozen
                else ""
            )
        )
    if refused:
        raise typer.Exit(1)


@app.command()
def status() -> None:
    """What is landed, how fresh it is, and what is published."""
    from orchestration.land import landed_files  # noqa: PLC0415
    from orchestration.sources import all_sources  # noqa: PLC0415

    settings = Settings()
    table = Table("source", box=None, pad_edge=False, header_style="bold")
    for heading in ("vintages", "figures to", "released", "seen"):
        table.add_column(heading, justify="right")
    for source in all_sources().values():
        files = list(landed_files(settings, source))
        newest = files[-1].sidecar if files else None
        table.add_row(
            source.id,
            str(len(files)),
            str(newest.last_reference_date) if newest else "",
            str(newest.released_on or "") if newest else "",
            str(newest.captured_at.date()) if newest else "",
        )
    console.print(table)
    manifest = read_manifest(settings)
    if manifest is None:
        console.print("\nNothing is published yet: make run")
    elif nothing_new(settings):
        console.print(f"\nPublished {manifest['built_at'][:16]}, up to date.")
    else:
        console.print(
            f"\nPublished {manifest['built_at'][:16]}; something is new: make run"
        )


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="One query; without it a prompt opens.")
    ] = None,
) -> None:
    """Ask the published database, read-only."""
    settings = Settings()
    if query is not None:
        _print_answer(query, settings)
        return
    from orchestration.prompt import open_prompt  # noqa: PLC0415

    open_prompt(settings.published_database, lambda text: _print_answer(text, settings))


@app.command()
def ui(
    port: Annotated[int | None, typer.Option(help="Default: 3000.")] = None,
) -> None:
    """Open the Dagster UI, with its schedules and the inbox sensor."""
    from orchestration.run import prepare_dagster_home  # noqa: PLC0415

    settings = Settings()
    home = prepare_dagster_home(settings)
    os.environ["DAGSTER_HOME"] = str(home)
    chosen = port or settings.ui_port
    console.print(f"Dagster UI: http://localhost:{chosen} (Ctrl-C ends it)")
    dagster = Path(sys.executable).with_name("dagster")
    arguments = ["dev", "-m", "orchestration.ui", "-p", str(chosen)]
    os.execv(dagster, ["dagster", *arguments, "--log-level", "warning"])  # noqa: S606


@app.command(hidden=True)
def bundle(
    originals: Annotated[Path, typer.Argument(help="Folder with PROVENANCE.csv.")],
) -> None:
    """Write data/bundled from the publishers' own files (for this project's makers)."""
    from orchestration.bundle import write_bundle  # noqa: PLC0415

    entries = write_bundle(originals, Settings())
    console.print(json.dumps([entry.path for entry in entries], indent=1))


def _complain(problem: WarehouseError) -> None:
    errors.print(f"tic-warehouse: {escape(str(problem))}")


def main() -> None:
    """Run the command; a WarehouseError becomes one line and exit status 1."""
    try:
        app()
    except WarehouseError as problem:
        _complain(problem)
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("tic-warehouse: stopped; what is published is as it was")
        sys.exit(130)
