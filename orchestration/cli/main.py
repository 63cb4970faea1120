"""Define `tic-warehouse`, the one command behind every make target.

Belongs here: options, and which work they start. Does not: the work itself, or how
things are shown (`terminal.py`). Slow libraries are imported inside the commands that
need them.
"""

import atexit
import io
import json
import os
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from orchestration.cli.run import nothing_new, publish_elsewhere, run_warehouse
from orchestration.cli.terminal import (
    TerminalProgress,
    complain,
    console,
    errors,
    print_answer,
    show_landing,
    summarise,
)
from orchestration.dagster_app.processes import (
    Service,
    become,
    become_service,
    become_ui,
)
from orchestration.errors import WarehouseError
from orchestration.publishing.publication_manifest import read_publication_manifest
from orchestration.settings import Settings, read_settings
from orchestration.storage.connections import check_no_writers
from orchestration.storage.files import check_folders
from orchestration.storage.locks import claim_daemon, only_run

app = typer.Typer(
    name="tic-warehouse",
    help="Who holds US Treasuries, who is selling, and what it does to yields and"
    " currencies: the public record as one DuckDB database.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _settings() -> Settings:
    """Read the settings; raises WarehouseError where no command could use them."""
    settings = read_settings()
    check_folders(settings)
    return settings


@app.callback()
def reject_without_checkout() -> None:
    """Raise WarehouseError where the program was installed without its checkout."""
    folder = read_settings().dbt_project_dir
    if not (folder / "dbt_project.yml").is_file():
        raise WarehouseError(
            f"{folder}: no dbt project is here, for tic-warehouse works from its"
            " checkout only; clone the repository and use `make run` in it (or"
            " .venv/bin/tic-warehouse of that folder)"
        )


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
    is reported in one line and leaves what is landed alone.
    """
    _run(fetch=True)


def _run(*, fetch: bool) -> None:
    settings = _settings()
    try:
        with TerminalProgress() as progress:
            outcome = run_warehouse(settings, progress, fetch=fetch)
    except KeyboardInterrupt:
        errors.print("tic-warehouse: stopped; what is published is as it was")
        atexit._run_exitfuncs()
        os._exit(130)  # at once: dbt's thread would first build to its end
    summarise(outcome, settings)


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
    from orchestration.landing.store import forget as take_back  # noqa: PLC0415

    with only_run(settings):
        file = take_back(settings, sha256)
    console.print(
        f"removed {file.source.id}, figures to {file.sidecar.last_reference_date}"
        f" ({file.sidecar.sha256}); the next run builds without it"
    )


@app.command()
def status() -> None:
    """Show what is landed, how fresh it is, and what is published."""
    from orchestration.landing.landed_files import landed_files  # noqa: PLC0415
    from orchestration.sources import all_sources  # noqa: PLC0415

    settings = _settings()
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
    manifest = read_publication_manifest(settings)
    if manifest is None and settings.published_database.exists():
        check_no_writers(
            settings.published_database
        )  # which says so where it is damaged
        console.print("\nWhat is published has no manifest of its own: make run")
        return
    if manifest is None:
        console.print("\nNothing is published yet: make run")
        return
    built = datetime.fromisoformat(manifest["built_at"]).astimezone()
    when = f"{built:%Y-%m-%d %H:%M %Z}"
    if nothing_new(settings):
        console.print(f"\nPublished {when}, up to date.")
    else:
        console.print(f"\nPublished {when}; something is new: make run")


@app.command()
def doctor(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Only these sources, as in `status`.")
    ] = None,
) -> None:
    """Ask each publisher for the head of its file and say what has moved.

    Nothing is landed. Exit status 1 where an update would not get a file.
    """
    from orchestration.landing.doctor import examine  # noqa: PLC0415
    from orchestration.sources import all_sources  # noqa: PLC0415

    settings, known = _settings(), all_sources()
    if unknown := [name for name in sources or [] if name not in known]:
        raise WarehouseError(
            f"no source is called {unknown[0]}; `tic-warehouse status` lists them"
        )
    with TerminalProgress() as progress:
        wanted = [known[name] for name in sources or known]
        findings = list(examine(settings, progress, wanted))
    table = Table("source", "answer", "address", box=None, pad_edge=False)
    for finding in findings:
        table.add_row(finding.source_id, escape(finding.sentence), escape(finding.url))
    console.print(table)
    ill = sum(not finding.is_well for finding in findings)
    console.print(f"\n{len(findings)} addresses asked, {ill} need attention")
    if ill:
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
    from orchestration.publishing.report.page import current_report  # noqa: PLC0415

    path = current_report(_settings())
    console.print(str(path))
    if show:
        typer.launch(path.as_uri())


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="One query; without it a prompt opens.")
    ] = None,
    *,
    allow_files: Annotated[
        bool,
        typer.Option(
            "--allow-files",
            help="Let queries read and write files, load extensions, use the network.",
        ),
    ] = False,
) -> None:
    """Ask the published database, read-only.

    A query reads and writes nothing else unless --allow-files is given.
    """
    settings = _settings()
    answer = partial(print_answer, settings=settings, allow_files=allow_files)
    if query is not None:
        answer(query)
        return
    from orchestration.cli.sql_prompt import open_prompt  # noqa: PLC0415

    open_prompt(settings.published_database, answer)


@app.command()
def ui(
    port: Annotated[int | None, typer.Option(help="Default: 3000.")] = None,
) -> None:
    """Open the Dagster UI, with its schedules and the inbox sensor."""
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
    from orchestration.publishing.docs_page import build_docs  # noqa: PLC0415

    page = build_docs(_settings())
    console.print(f"{page}: open it in a browser; it needs no network")


@app.command(hidden=True)
def bundle(
    originals: Annotated[Path, typer.Argument(help="Folder with PROVENANCE.csv.")],
) -> None:
    """Write data/bundled from the publishers' own files (for this project's makers)."""
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
        complain(problem)
        sys.exit(1)
