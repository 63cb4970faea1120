"""Show progress, summaries, answers and errors on the terminal.

Belongs here: words and tables on the terminal. Does not: options (`main.py`), work, or
what a query answers (`answers.py`).

Whatever is printed goes through `PlainConsole`, so nothing need be escaped elsewhere.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table
from rich.text import Text

from orchestration.errors import WarehouseError, printable

if TYPE_CHECKING:  # slow to import, and most commands need none of them
    from orchestration.asking.claims import Verdict
    from orchestration.asking.comparison import Difference, Findings
    from orchestration.asking.handles import Verification
    from orchestration.asking.places import Place
    from orchestration.cli.run import Outcome
    from orchestration.landing.archives import Member
    from orchestration.landing.collect import FileResult
    from orchestration.settings import Settings


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
where reference_month = '{month}'
order by usd_bn desc
limit 5"""


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


def summarise(
    outcome: "Outcome", settings: "Settings", *, verbose: bool = False
) -> None:
    """Show the page's verdict, what is missing, what warned, where things are.

    With `verbose` also every table, every warning and one query with its answer.
    """
    from orchestration.publishing.report.printed_verdict import (  # noqa: PLC0415
        printed_verdict,
    )

    manifest = outcome.manifest
    if not outcome.built:
        console.print("Nothing new: the published warehouse is made of these files.")
    if verbose:
        console.print()
        console.print(_tables(manifest))
    if verdict := printed_verdict(settings.report_path):
        console.print(f"\n{verdict}")
    show_releases(settings)
    _show_checks(manifest, verbose=verbose)
    if settings.report_path.exists():
        console.print(f"Page:     {settings.report_path} (make report opens it)")
    console.print(f"Database: {settings.published_database} (make sql asks it)")
    if verbose:
        _show_example(settings)


def _tables(manifest: dict[str, Any]) -> Table:
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
    return table


def show_intake(settings: "Settings") -> None:
    """Say which addresses failed when they were last asked, what the inbox kept."""
    from orchestration.landing.intake_record import (  # noqa: PLC0415
        in_brief,
        read_intake_record,
        refused_files,
    )

    lines = in_brief(read_intake_record(settings).answers)
    for file in refused_files(settings):
        lines += [f"left in the inbox: {reason}" for reason in file.reasons]
    if lines:
        console.print()
    for line in lines:
        console.print(f"  - {line}")


def show_releases(settings: "Settings") -> None:
    """Say to which month TIC is whole, and what the release calendar has beyond it."""
    from orchestration.publishing.completeness import completeness  # noqa: PLC0415
    from orchestration.storage.connections import reader  # noqa: PLC0415

    with reader(settings.published_database) as connection:
        found = completeness(connection)
    if found is not None:
        advice = "" if found.is_whole else "; make update fetches what is out"
        console.print(f"\n{found.sentence}{advice}.")


def _show_checks(manifest: dict[str, Any], *, verbose: bool) -> None:
    """One line of checks and one of warnings by kind; each with its tables if asked."""
    checks = manifest["checks"]
    console.print(
        f"\nChecks:   {checks['passed']} of {checks['asked']} passed,"
        f" {checks['warned']} warned (quality.check_results)"
    )
    tables: dict[str, list[str]] = {}
    for warning in manifest["warnings"]:
        tables.setdefault(warning["check_name"], []).append(warning["table_name"])
    kinds = [
        f"{check.replace('_', ' ')} ({len(names)})" for check, names in tables.items()
    ]
    if kinds:
        console.print(f"Warnings: not so: {', '.join(kinds)}")
    if verbose:
        for check, names in tables.items():
            console.print(f"  - warning: {check} failed ({', '.join(names)})")


def _month(day: str | None) -> str:
    return day[:7] if day else ""


def _show_example(settings: "Settings") -> None:
    """One query with its answer, as a user would type it."""
    from orchestration.cli.answers import print_answers  # noqa: PLC0415 - it uses this

    query = EXAMPLE.format(month=_latest_month(settings))
    console.print('\nTry it: make sql, or tic-warehouse sql "..."\n')
    console.print(query, style="dim")
    console.print()
    print_answers(query, settings)


def _latest_month(settings: "Settings") -> str:
    """Find the last month of which every file of the release is at hand."""
    from orchestration.storage.connections import reader  # noqa: PLC0415

    with reader(settings.published_database) as connection:
        row = connection.execute(
            "select max(reference_month)::varchar from holdings_by_country"
            " where is_complete_month"
        ).fetchone()
    return str(row[0]) if row else ""


def show_verdict(verdict: "Verdict", claimed: str | None) -> None:
    """Show a verdict with its evidence; the first of several with the claim."""
    if claimed:
        console.print(f"Claim: {claimed}.")
    instrument = str(verdict.figures["instrument"])
    kind = "" if instrument == "total" else f" ({instrument.replace('_', '-')} only)"
    day = "Today" if verdict.known_on is None else f"As known on {verdict.known_on}"
    console.print(f"{day}{kind}: {verdict.words}. {verdict.why}")
    for name, text in verdict.evidence():
        console.print(f"  {name:<20} {text}")


def show_verification(verification: "Verification") -> None:
    """Show what became of a cited figure and each cell behind it."""
    console.print(verification.sentence)
    for place in verification.places:
        _show_place(place)
    if verification.files:
        made_of = [*verification.made_of, "these files"]
        console.print(f"computed from {', '.join(made_of)}:")
    for each in verification.files:
        state = "their bytes have their hashes"
        if each.changed:
            state = f"CHANGED or gone: {', '.join(each.changed)}"
        console.print(
            f"  raw.{each.raw_table}: {each.cells:,} cells of {each.files}"
            f" file{'' if each.files == 1 else 's'}; {state}"
        )
    if verification.reason or not (verification.places or verification.files):
        reason = f": {verification.reason}" if verification.reason else ""
        console.print(f"No cell of a landed file is shown behind it{reason}.")


def _show_place(place: "Place") -> None:
    """Show a cell with its file, and what has become of the bytes."""
    console.print(
        f"{place.figure} of {place.day}: {place.cell_text!r} in line"
        f" {place.line_number} of {place.file_name}, released"
        f" {place.released_on or 'on an unknown day'}"
    )
    state = "its bytes have this hash" if place.is_intact else "CHANGED since landing"
    if place.path is None:
        state = "no longer landed here"
    console.print(f"  sha256 {place.sha256}: {state}")
    if place.path:
        console.print(f"  {place.path}")
    if place.line:
        console.print(f"  {place.line}")


def show_findings(found: "Findings") -> None:
    """Show which vintage a spreadsheet is, where it differs, and what to know."""
    from orchestration.asking.comparison import SHOWN, by_name  # noqa: PLC0415

    parts = [f"sheet {found.title}" if found.title else "", found.field]
    about = ", ".join(printable(part) for part in parts if part)
    console.print(f"{about}: {found.sentence}" if about else found.sentence)
    for each in found.differences[:SHOWN]:
        console.print(
            f"  {_cell_place(each, found)}: {each.name} {each.day} is"
            f" {each.text}, and the record has {each.right:,.10g} ({each.note})"
        )
    if len(found.differences) > SHOWN:
        more = len(found.differences) - SHOWN
        console.print(f"  and {more:,} more; by name: {by_name(found.differences)}")
    for note in found.notes:
        console.print(f"note: {note}")
    if found.unknown:
        names = ", ".join(printable(name) for name in found.unknown[:5])
        console.print(f"not compared, for the record knows no such name: {names}")


def _cell_place(cell: "Difference", found: "Findings") -> str:
    """Name a cell as its user sees it: B12 of a workbook, else line and column."""
    if found.title is None:
        return f"line {cell.line}, column {cell.column}"
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - slow to import

    return f"{get_column_letter(cell.column)}{cell.line}"


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
