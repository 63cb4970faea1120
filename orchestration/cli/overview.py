"""Show what is landed and published, and which publisher's address has moved.

Belongs here: the tables of `tic-warehouse status` and `doctor`. Does not: finding any
of it out (`landing`, `publishing`), options (`main.py`).
"""

from collections.abc import Sequence
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from orchestration.cli.run import nothing_new
from orchestration.cli.terminal import (
    TerminalProgress,
    console,
    show_intake,
    show_releases,
)
from orchestration.errors import WarehouseError
from orchestration.landing.landed_files import landed_files
from orchestration.publishing.publication_manifest import read_publication_manifest
from orchestration.settings import Settings
from orchestration.sources import all_sources
from orchestration.storage.connections import check_no_writers


def show_status(settings: Settings) -> None:
    """Show what is landed, how fresh it is, what is published and what is missing."""
    console.print(_landed(settings))
    show_intake(settings)
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
    show_releases(settings)
    built = datetime.fromisoformat(manifest["built_at"]).astimezone()
    when = f"{built:%Y-%m-%d %H:%M %Z}"
    if nothing_new(settings):
        console.print(f"Published {when}, up to date.")
    else:
        console.print(f"Published {when}; something is new: make run")


def _landed(settings: Settings) -> Table:
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
    return table


def show_addresses(settings: Settings, sources: Sequence[str]) -> int:
    """Ask the publishers of some sources, or of all; returns how many need attention.

    Raises WarehouseError for a source that is not known.
    """
    from orchestration.landing.doctor import examine  # noqa: PLC0415 - status needs it not

    known = all_sources()
    if unknown := [name for name in sources if name not in known]:
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
    return ill
