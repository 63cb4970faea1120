"""Land everything that is offered, before a run reads.

Belongs here: the bundle, the inbox and (for an update) the publishers, one after the
other; what is rejected is reported and left out. Does not: how one file is validated
(`validate.py`), stored (`store.py`) or fetched (`fetch.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from orchestration.errors import WarehouseError, printable
from orchestration.landing.archives import Member, land_members
from orchestration.landing.bodies import ProgressCallback
from orchestration.landing.cell_cache import cache_cells
from orchestration.landing.failures import Failures
from orchestration.landing.fetch import (
    NO_VALIDATORS,
    Fetched,
    FetchRules,
    Validators,
    fetch,
)
from orchestration.landing.intake_record import (
    Answer,
    RefusedFile,
    keep_answers,
    keep_refused,
    troubles_in,
)
from orchestration.landing.landed_files import Origin, landed_files
from orchestration.landing.pages import with_all_pages
from orchestration.landing.reachability import Reachability
from orchestration.landing.redirects import redirect_rule
from orchestration.landing.snapshot import land_bundle
from orchestration.landing.store import Landing, land
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources
from orchestration.storage.files import others_in, waiting_in


@dataclass(frozen=True)
class FileResult:
    """What became of one file offered.

    `members` are what it landed as: one, or several of an archive. `rejections` are
    the sentences for what was rejected, `unknown` the members that no source reads.
    """

    path: Path
    members: tuple[Member, ...] = ()
    rejections: tuple[WarehouseError, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def unknown_sentence(self) -> str | None:
        """One line that names the members that were left out; None without any."""
        if not self.unknown:
            return None
        names = ", ".join(map(printable, self.unknown))
        return (
            f"{printable(self.path)}: {len(self.unknown)} files in it are not known and"
            f" were left out: {names}"
        )


def land_file(
    path: Path,
    settings: Settings,
    landed_from: str,
    released_on: date | None = None,
    series: str | None = None,
    *,
    accepts_revisions: bool = False,
) -> FileResult:
    """Land one file of this machine, or what is known of an archive; raises nothing.

    What is wrong becomes a rejection of the result.
    """
    landed: list[Member] = []
    rejections: list[WarehouseError] = []
    unknown: list[str] = []
    try:
        for member in land_members(
            path,
            settings,
            landed_from,
            released_on,
            series,
            accepts_revisions=accepts_revisions,
        ):
            if member.rejection:
                rejections.append(member.rejection)
            elif member.landing is None:
                unknown.append(member.name)
            else:
                _cache_cells(settings, member.landing)
                # an archive's cells together would fill the memory
                done = replace(member.landing, cells=None)
                landed.append(replace(member, landing=done))
    except WarehouseError as problem:
        rejections.append(problem)
    return FileResult(path, tuple(landed), tuple(rejections), tuple(sorted(unknown)))


def land_offered(settings: Settings, progress: Progress) -> None:
    """Land the bundle and the inbox; report a rejected file and leave it there.

    What was left in the inbox, and why, is kept for whoever looks later.
    """
    for landing in land_bundle(settings):
        _cache_cells(settings, landing)
        progress.step("landing the shipped snapshot")
    refused = []
    for path, kind in others_in(settings.inbox_dir):
        progress.note(f"{printable(path)}: left in the inbox, {kind}")
        refused.append(RefusedFile.of(path, f"this is {kind}"))
    for path in waiting_in(settings.inbox_dir):
        result = land_file(path, settings, "inbox")
        for rejection in result.rejections:
            progress.note(f"left in the inbox: {rejection}")
        if result.unknown_sentence:
            progress.note(result.unknown_sentence)
        if result.rejections:
            refused.append(RefusedFile.of(path, *result.rejections))
        else:
            path.unlink()  # its bytes are landed, with this name in the sidecar
    keep_refused(settings, refused)


def _cache_cells(settings: Settings, landing: Landing) -> None:
    if landing.cells is not None:
        cache_cells(settings, landing.file, landing.cells)


class NobodyAnsweredError(WarehouseError):
    """Of all addresses that were asked none answered, so a later try may help."""


def fetch_for_update(
    settings: Settings, progress: Progress, sources: Iterable[Source] | None = None
) -> None:
    """Ask every publisher, and count the answers in one line.

    Raises NobodyAnsweredError where there was none: there is nothing to update with.
    """
    answered, failed = fetch_all(settings, progress, sources)
    progress.note(f"{answered} addresses answered, {failed} did not")
    if failed and not answered:
        raise NobodyAnsweredError(
            f"none of the {failed} addresses answered, so nothing was changed; check"
            " the network and run `tic-warehouse update` again"
        )


def fetch_all(
    settings: Settings, progress: Progress, sources: Iterable[Source] | None = None
) -> tuple[int, int]:
    """Ask every publisher; returns how many addresses answered and how many did not.

    Whatever is wrong with one file stops no other, and is told at the end: a line for
    the file, or one for its host where that cannot be reached. What a dead proxy,
    network or host rules out is not tried. What became of each address is kept for
    whoever looks later.
    """
    wanted = list(sources or all_sources().values())
    today = datetime.now(UTC).date()
    jobs = [(source, url) for source in wanted for url in source.addresses(today)]
    answers: dict[str, dict[str, Answer]] = {source.id: {} for source in wanted}
    reachability = Reachability(settings.connect_timeout_seconds)
    failures = Failures()
    for number, (source, url) in enumerate(jobs, start=1):
        trouble = reachability.why_not(url)
        if trouble is not None:
            failures.add_unasked(source.id, url, trouble)
            trouble = f"{url}: not tried, because {trouble}"
        else:
            name = f"fetching {source.id} ({number} of {len(jobs)})"
            progress.step(name)
            try:
                _fetch_one(settings, source, url, progress, name)
            except WarehouseError as problem:
                trouble = str(problem)
                failures.add(source.id, url, problem)
                reachability.note(problem, url, [other for _, other in jobs[number:]])
        answers[source.id][url] = Answer.now(trouble)
    keep_answers(settings, answers)
    for line in failures.lines():
        progress.note(line)
    failed = sum(map(len, troubles_in(answers).values()))
    return len(jobs) - failed, failed


def _fetch_one(
    settings: Settings, source: Source, url: str, progress: Progress, name: str
) -> None:
    fetched = ask_publisher(
        settings,
        source,
        url,
        validators=_validators(settings, source, url),
        on_progress=lambda received, total: progress.step(name, received, total or 0),
    )
    if fetched is None:
        return  # not modified since the copy that is landed
    landing = land(fetched.content, _origin(url, fetched), settings, expected=source)
    _cache_cells(settings, landing)
    if landing.is_new:
        newest = landing.file.sidecar.last_reference_date
        progress.note(f"{source.id}: new file, figures to {newest}")


def ask_publisher(
    settings: Settings,
    source: Source,
    url: str,
    *,
    validators: Validators = NO_VALIDATORS,
    on_progress: ProgressCallback | None = None,
    head_bytes: int | None = None,
) -> Fetched | None:
    """Fetch an address of a source as its block and the settings say; see `fetch`.

    All pages of an answer that comes in several, unless only its head is asked for.
    """
    ask = partial(
        fetch,
        rules=_rules(settings),
        max_bytes=source.size_bytes.ceiling,
        on_progress=on_progress,
        redirects=redirect_rule(
            source.id, source.urls, source.redirects_to, settings.redirect_origins
        ),
    )
    fetched = ask(url, validators=validators, head_bytes=head_bytes)
    if fetched is None or head_bytes is not None:
        return fetched
    return with_all_pages(fetched, ask)


def file_name_of(url: str) -> str:
    """Name a file by the end of its address's path."""
    return url.split("?", maxsplit=1)[0].rsplit("/", 1)[-1]


def _origin(url: str, fetched: Fetched) -> Origin:
    return Origin(
        landed_from="web",
        file_name=file_name_of(url),
        url=url,
        captured_at=fetched.fetched_at,
        etag=fetched.validators.etag,
        last_modified=fetched.validators.last_modified,
    )


def _rules(settings: Settings) -> FetchRules:
    return FetchRules(
        user_agent=settings.user_agent,
        connect_timeout_seconds=settings.connect_timeout_seconds,
        read_timeout_seconds=settings.read_timeout_seconds,
        total_timeout_seconds=settings.total_timeout_seconds,
        attempts=settings.fetch_attempts,
        backoff_seconds=settings.fetch_backoff_seconds,
    )


def _validators(settings: Settings, source: Source, url: str) -> Validators:
    """Those of the newest copy from the same address."""
    copies = [
        file.sidecar
        for file in landed_files(settings, source)
        if file.sidecar.url == url and file.sidecar.landed_from == "web"
    ]
    if not copies:
        return Validators()
    newest = max(copies, key=lambda sidecar: sidecar.captured_at)
    return Validators(etag=newest.etag, last_modified=newest.last_modified)
