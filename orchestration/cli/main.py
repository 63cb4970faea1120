"""Define `tic-warehouse`, the one command behind every make target.

Belongs here: options, and which work they start. Does not: the work itself, or how
things are shown (`terminal.py`, `overview.py`).

Each command imports what it needs, the terminal and the settings included, so that
`--help` and one query answer at once; `tests/cli/test_imports.py` says where something
slow slips in.
"""

import atexit
import io
import json
import os
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.answer_form import AnswerForm
from orchestration.dagster_app.processes import (
    Service,
    become,
    become_service,
    become_ui,
)
from orchestration.errors import WarehouseError

if TYPE_CHECKING:
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


def _settings() -> "Settings":
    """Read the settings; raises WarehouseError where no command could use them."""
    from orchestration.settings import read_settings  # noqa: PLC0415
    from orchestration.storage.files import check_folders  # noqa: PLC0415

    settings = read_settings()
    check_folders(settings)
    return settings


@app.callback()
def reject_without_checkout() -> None:
    """Raise WarehouseError where the program was installed without its checkout."""
    from orchestration.settings import read_settings  # noqa: PLC0415

    folder = read_settings().dbt_project_dir
    if not (folder / "dbt_project.yml").is_file():
        raise WarehouseError(
            f"{folder}: no dbt project is here, for tic-warehouse works from its"
            " checkout only; clone the repository and use `make run` in it (or"
            " .venv/bin/tic-warehouse of that folder)"
        )


_Verbose = Annotated[
    bool, typer.Option("--verbose", help="List every table and every warning, too.")
]


@app.command()
def run(
    full: Annotated[
        bool,
        typer.Option("--full", help="Build every table anew, whatever changed."),
    ] = False,
    verbose: _Verbose = False,
) -> None:
    """Build the warehouse from what is landed, audit it and publish it.

    The first run lands the snapshot that this repository ships; files in data/inbox
    are landed too. What changed since is built again, with all that is made of it
    (meta.nodes says what and why); with nothing new it says so and ends at once.
    """
    _run(fetch=False, full=full, verbose=verbose)


@app.command()
def update(verbose: _Verbose = False) -> None:
    """Fetch from the publishers, then run.

    A publisher that does not answer, or answers with something else than its file,
    is reported in one line and leaves what is landed alone.
    """
    _run(fetch=True, verbose=verbose)


def _run(*, fetch: bool, full: bool = False, verbose: bool = False) -> None:
    from orchestration.cli.run import run_warehouse  # noqa: PLC0415
    from orchestration.cli.terminal import (  # noqa: PLC0415
        TerminalProgress,
        complain,
        errors,
        summarise,
    )

    settings = _settings()
    try:
        with TerminalProgress() as progress:
            outcome = run_warehouse(settings, progress, fetch=fetch, full=full)
    except KeyboardInterrupt:
        errors.print("tic-warehouse: stopped; what is published is as it was")
        atexit._run_exitfuncs()
        os._exit(130)  # at once: dbt's thread would first build to its end
    except WarehouseError as problem:
        complain(problem)
        _tell_of_failure(settings, "update" if fetch else "run", problem)
        raise typer.Exit(1) from None
    except Exception as problem:
        _tell_of_failure(settings, "update" if fetch else "run", problem)
        raise
    summarise(outcome, settings, verbose=verbose)


def _tell_of_failure(settings: "Settings", job: str, problem: Exception) -> None:
    """Tell whoever the settings name; where that fails, a line says so."""
    if not settings.tells_of_failures:
        return
    from orchestration.cli.terminal import errors  # noqa: PLC0415
    from orchestration.dagster_app.failure_hook import (  # noqa: PLC0415 - slow to import
        FailedRun,
        tell_of_failure,
    )

    kind = "" if isinstance(problem, WarehouseError) else f"{type(problem).__name__}: "
    failed = FailedRun(job, "the command line", f"{kind}{problem}")
    for warning in tell_of_failure(settings, failed):
        errors.print(f"tic-warehouse: warning: {warning}")


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
    accept_revisions: Annotated[
        bool,
        typer.Option(
            help="Land it though it differs from a vintage as no release does.",
        ),
    ] = False,
) -> None:
    """Take files of this machine in; the next run builds with them.

    Any file of the sources that `tic-warehouse status` lists, recognised by its
    content and never by its name: the tables and histories of TIC, yields and debt of
    the Treasury, the Federal Reserve's H.15 and FRED series, JGB yields, payments,
    reserves and interventions of MOF Japan, rates of the ECB and the BIS, COFER of the
    IMF. One that cannot be what it says is rejected, with file and line, and changes
    nothing. Of the Treasury's monthly archives (ticrel_YYYYMMDD.zip) each file that is
    known lands.
    """
    settings = _settings()
    day = released_on.date() if released_on else None
    from orchestration.cli.terminal import show_landing  # noqa: PLC0415
    from orchestration.landing.collect import land_file  # noqa: PLC0415

    results = (
        land_file(
            path,
            settings,
            "hand",
            day,
            series,
            accepts_revisions=accept_revisions,
        )
        for path in files
    )
    if sum(show_landing(result) for result in results):
        raise typer.Exit(1)


@app.command()
def forget(
    sha256: Annotated[
        str,
        typer.Argument(
            metavar="HASH", help="The file's SHA-256, or its first 8 digits or more."
        ),
    ],
) -> None:
    """Take one landed file back; the next run builds without it.

    The hash is in meta.landed_files.sha256, and is the file's name in data/landed. A
    file of the shipped snapshot stays away until it is landed again by hand.
    """
    settings = _settings()
    from orchestration.cli.terminal import console  # noqa: PLC0415
    from orchestration.landing.store import forget as take_back  # noqa: PLC0415
    from orchestration.storage.locks import only_run  # noqa: PLC0415

    with only_run(settings):
        file = take_back(settings, sha256)
    console.print(
        f"removed {file.source.id}, figures to {file.sidecar.last_reference_date}"
        f" ({file.sidecar.sha256}); the next run builds without it"
    )


@app.command()
def status() -> None:
    """Show what is landed, how fresh it is, and what is published.

    Also which addresses did not answer when an update last asked, which files the
    inbox kept, and which TIC releases are missing.
    """
    from orchestration.cli.overview import show_status  # noqa: PLC0415

    show_status(_settings())


@app.command()
def changes(
    table: Annotated[
        str | None, typer.Option(help="Only figures of this table of main.")
    ] = None,
    cause: Annotated[
        str | None,
        typer.Option(help="Only those with this cause, such as publisher_revised."),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, help="So many figures of each table and cause.")
    ] = 5,
) -> None:
    """Show which figures the newest publication changed, and why.

    The publisher revised them, a new month came, another source is taken, or code of
    ours changed; the figures that moved most are shown, all of them are in
    quality.publication_changes.
    """
    from orchestration.cli.changes import Wanted, show_changes  # noqa: PLC0415

    show_changes(_settings(), Wanted(table, cause, limit))


@app.command()
def doctor(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Only these sources, as in `status`.")
    ] = None,
) -> None:
    """Ask each publisher for the head of its file and say what has moved.

    Nothing is landed. Exit status 1 where an update would not get a file.
    """
    from orchestration.cli.overview import show_addresses  # noqa: PLC0415

    if show_addresses(_settings(), sources or []):
        raise typer.Exit(1)


@app.command()
def publish(
    to: Annotated[
        list[str] | None,
        typer.Option(
            help="ducklake or postgres, more than once for both. Without it: the places"
            " of TIC_WAREHOUSE_PUBLISH_TO."
        ),
    ] = None,
) -> None:
    """Publish what is published here to other machines too.

    The audited tables go in one transaction to a DuckLake (catalogue in PostgreSQL,
    files in S3-compatible storage) or to schemas of a PostgreSQL database. Addresses
    and secrets come from the environment: docs/more_than_one_machine.md. A run does
    the same for every place of TIC_WAREHOUSE_PUBLISH_TO.
    """
    from orchestration.cli.run import publish_elsewhere  # noqa: PLC0415
    from orchestration.cli.terminal import TerminalProgress  # noqa: PLC0415

    settings = _settings()
    places = to or settings.publish_to
    if not places:
        raise WarehouseError(
            "no place to publish to: add --to ducklake or --to postgres, or set"
            " TIC_WAREHOUSE_PUBLISH_TO"
        )
    with TerminalProgress() as progress:
        publish_elsewhere(settings, progress, places)


@app.command()
def report(
    *, show: Annotated[bool, typer.Option("--open", help="Open it.")] = False
) -> None:
    """Where the report page is; it is written again where it is missing."""
    from orchestration.cli.terminal import console  # noqa: PLC0415
    from orchestration.publishing.report.page import current_report  # noqa: PLC0415

    path = current_report(_settings())
    console.print(str(path))
    if show:
        typer.launch(path.as_uri())


@app.command()
def sql(
    query: Annotated[
        str | None,
        typer.Argument(help="Queries with ; between them; without any a prompt opens."),
    ] = None,
    *,
    file: Annotated[
        Path | None,
        typer.Option("--file", "-f", help="Run the queries of a file; - for a pipe."),
    ] = None,
    form: Annotated[
        AnswerForm, typer.Option("--format", help="How answers are written.")
    ] = AnswerForm.TABLE,
    allow_files: Annotated[
        bool,
        typer.Option(
            "--allow-files",
            help="Let queries read and write files, load extensions, use the network.",
        ),
    ] = False,
) -> None:
    """Ask the published database, read-only.

    A query reads and writes nothing else unless --allow-files is given. Queries that
    come through a pipe run without a prompt, each with its answer. On a terminal a
    table shows the columns that find room; --format csv, json or markdown has all.
    """
    from orchestration.cli.answers import print_answers  # noqa: PLC0415

    settings = _settings()
    answer = partial(print_answers, settings=settings, allow_files=allow_files)
    typed = _typed_queries(query, file)
    if typed is not None:
        answer(typed, form=form)
        return
    from orchestration.cli.sql_prompt import open_prompt  # noqa: PLC0415

    open_prompt(
        settings.published_database,
        lambda text, chosen: answer(text, form=chosen),
        form,
    )


def _typed_queries(query: str | None, file: Path | None) -> str | None:
    """Return the queries of the command line, a file or a pipe; None for a prompt.

    Raises WarehouseError where there are two or the file cannot be read.
    """
    if query is not None and file is not None:
        raise WarehouseError("give a query or --file, not both")
    if query is not None:
        return query
    if file is None and (sys.stdin is None or sys.stdin.isatty()):
        return None
    try:
        if file is None or str(file) == "-":
            return sys.stdin.read()
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no text in UTF-8"
        raise WarehouseError(
            f"{file or 'the pipe'}: cannot be read ({reason})"
        ) from None


@app.command()
def claim(
    holder: Annotated[str, typer.Argument(help="Name, TIC code or ISO code.")],
    direction: Annotated[str, typer.Argument(help="bought or sold")],
    size: Annotated[str, typer.Argument(help="50bn, '$50 billion', '2 %' or any.")],
    first: Annotated[
        str, typer.Argument(metavar="FROM", help="2026-02, or 2026-02.. for all since.")
    ],
    last: Annotated[
        str | None, typer.Argument(metavar="TO", help="2026-04; without it FROM alone.")
    ] = None,
    *,
    as_of: Annotated[
        str | None,
        typer.Option(help="Also judge it by what was known on this day."),
    ] = None,
    instrument: Annotated[
        str, typer.Option(help="total, long_term or short_term")
    ] = "total",
) -> None:
    """Check whether a holder bought or sold as much as somebody says.

    The verdict with its evidence: net purchases, other change as a range, price,
    position, basis, breaks and the usual revision of such a sum. In SQL: check_claim.
    """
    from orchestration.asking import claims  # noqa: PLC0415
    from orchestration.asking.words import (  # noqa: PLC0415
        read_day,
        read_instrument,
        read_size,
        read_span,
    )
    from orchestration.cli.terminal import show_verdict  # noqa: PLC0415
    from orchestration.storage.connections import reader  # noqa: PLC0415

    said = claims.Claim(
        holder,
        direction.lower(),
        read_size(size),
        read_span(first, last),
        read_instrument(instrument),
    )
    said_on = read_day(as_of) if as_of else None
    with reader(_settings().published_database) as connection:
        verdicts = claims.check(connection, said, said_on)
    for number, verdict in enumerate(verdicts):
        claimed = None if number else claims.in_words(said, verdict)
        show_verdict(verdict, claimed)


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(help="A CSV or .xlsx file of FRED, Haver or a blog.")
    ],
    sheet: Annotated[
        str | None,
        typer.Option(help="Of a workbook; without it the first with figures."),
    ] = None,
) -> None:
    """Compare a spreadsheet with every vintage at hand.

    Says which source and vintage it is, which cells differ and by how much, and warns
    of wrong units, aggregates among countries, files that are dead and breaks between
    its months. Exit status 1 where cells differ or nothing fits.
    """
    from orchestration.asking.comparison import compare  # noqa: PLC0415
    from orchestration.cli.terminal import show_findings  # noqa: PLC0415
    from orchestration.storage.connections import reader  # noqa: PLC0415

    with reader(_settings().published_database) as connection:
        found = compare(connection, file, sheet)
    for each in found:
        show_findings(each)
    if any(each.differences or each.best is None for each in found):
        raise typer.Exit(1)


@app.command()
def verify(
    handle: Annotated[
        str,
        typer.Argument(
            help="Such as tic:ed804414/holdings/japan/2026-04/total=1209889."
        ),
    ],
) -> None:
    """Lead a cited figure back to the landed bytes, offline.

    Says whether the value is still the same today, and shows file, hash and line; exit
    status 1 where value or bytes have changed. Handles: from meta.cite(holder, month),
    and of every table from meta.cite_row('yields', 'us/120/2026-04-30').
    """
    from orchestration.asking import handles  # noqa: PLC0415
    from orchestration.cli.terminal import show_verification  # noqa: PLC0415
    from orchestration.storage.connections import reader  # noqa: PLC0415

    settings = _settings()
    with reader(settings.published_database) as connection:
        verification = handles.verify(connection, settings, handle)
    show_verification(verification)
    if not verification.is_whole:
        raise typer.Exit(1)


@app.command()
def mcp() -> None:
    """Serve the published file to language models (MCP on standard input and output).

    Tools for positions, flows, as-of answers, claims, lineage and read-only SQL, each
    answer with its caveats: docs/asking.md.
    """
    from orchestration.asking.server import build_server  # noqa: PLC0415
    from orchestration.storage.connections import check_published  # noqa: PLC0415

    database = _settings().published_database
    check_published(database)
    build_server(database).run("stdio")


@app.command()
def ui(
    port: Annotated[int | None, typer.Option(help="Default: 3000.")] = None,
) -> None:
    """Open the Dagster UI, with its schedules and the inbox sensor."""
    from orchestration.cli.terminal import console  # noqa: PLC0415
    from orchestration.storage.locks import claim_daemon  # noqa: PLC0415

    settings = _settings()
    claim_daemon(settings)
    chosen = port or settings.ui_port
    console.print(f"Dagster UI: http://localhost:{chosen} (Ctrl-C ends it)")
    become_ui(settings, chosen)


@app.command()
def serve(
    part: Annotated[Service, typer.Argument(help="Each is a service of its own.")],
    host: Annotated[str, typer.Option(help="Where the UI listens.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Default: 3000.")] = None,
) -> None:
    """Run the Dagster UI, or the daemon of its schedules and sensors, as a service.

    For a machine that is always on; docs/deployment.md has units for systemd. On a
    desk, `tic-warehouse ui` is both in one.
    """
    settings = _settings()
    if part is Service.DAEMON:
        from orchestration.storage.locks import claim_daemon  # noqa: PLC0415

        claim_daemon(settings)
    become_service(settings, part, host, port or settings.ui_port)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def dagster(context: typer.Context) -> None:
    """Run a command of Dagster's own on this warehouse's history.

    Such as `tic-warehouse dagster instance migrate` after an upgrade.
    """
    become(_settings(), "dagster", *context.args)


@app.command()
def docs() -> None:
    """Write dbt's documentation of the published tables as one page."""
    from orchestration.cli.terminal import console  # noqa: PLC0415
    from orchestration.publishing.docs_page import build_docs  # noqa: PLC0415

    page = build_docs(_settings())
    console.print(f"{page}: open it in a browser; it needs no network")


@app.command(hidden=True)
def bundle(
    originals: Annotated[Path, typer.Argument(help="Folder with PROVENANCE.csv.")],
) -> None:
    """Write data/bundled from the publishers' own files (for this project's makers)."""
    from orchestration.cli.terminal import console  # noqa: PLC0415
    from orchestration.maintenance.snapshot import write_bundle  # noqa: PLC0415

    entries = write_bundle(originals, _settings())
    console.print(json.dumps([entry.path for entry in entries], indent=1))


def main() -> None:
    """Run the command; a WarehouseError becomes one line and exit status 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # for terminals without UTF-8
    try:
        app()
    except WarehouseError as problem:
        from orchestration.cli.terminal import complain  # noqa: PLC0415

        complain(problem)
        sys.exit(1)
    except BrokenPipeError:  # whoever read the output, such as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
