"""Ask each publisher for the head of its file, and say what has moved.

Belongs here: what is wrong with an address before a release day finds out. Does not:
fetching (`fetch.py`); nothing is landed or written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from orchestration.errors import WarehouseError
from orchestration.landing.collect import ask_publisher, file_name_of
from orchestration.landing.fetch import Fetched
from orchestration.landing.landed_files import landed_files
from orchestration.landing.reachability import Reachability
from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources

# Every text layout is recognised by its first lines.
HEAD_BYTES = 64 * 1024
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Finding:
    """What an address of a source answers; `is_well` where an update would take it."""

    source_id: str
    url: str
    is_well: bool
    sentence: str


def examine(
    settings: Settings, progress: Progress, sources: Iterable[Source] | None = None
) -> Iterator[Finding]:
    """Ask every address of the sources once; of addresses by year the newest.

    What a dead proxy, network or host rules out is not asked.
    """
    wanted = list(sources or all_sources().values())
    jobs = [(source, url) for source in wanted for url in _addresses(source)]
    reachability = Reachability(settings.connect_timeout_seconds)
    for number, (source, url) in enumerate(jobs, start=1):
        progress.step("asking publishers", number, len(jobs))
        if reachability.rules_out(url):
            yield Finding(
                source.id, url, is_well=False, sentence="not asked: see above"
            )
            continue
        try:
            yield Finding(source.id, url, *_answer(settings, source, url))
        except WarehouseError as problem:
            reachability.note(problem, url, [other for _, other in jobs[number:]])
            sentence = f"{str(problem).removeprefix(f'{url}: ')}; {_last_seen(source)}"
            yield Finding(source.id, url, is_well=False, sentence=sentence)


def _last_seen(source: Source) -> str:
    """Say whether others fetched from the source's addresses not long ago."""
    if source.urls_seen_on is None:
        return "no public code was found that uses this address"
    return f"public code was seen to use this address on {source.urls_seen_on}"


def _addresses(source: Source) -> list[str]:
    """List each address, with the newest year for those by year."""
    year = datetime.now(UTC).year
    return [url.format(year=year) for url in source.urls]


def _answer(settings: Settings, source: Source, url: str) -> tuple[bool, str]:
    head = ask_publisher(settings, source, url, head_bytes=HEAD_BYTES)
    if head is None:
        raise WarehouseError(f"{url}: the server says that nothing changed, unasked")
    found = _layout(head, source)
    if found != source.id:
        return False, f"this is {found}; check the address in the source's block"
    if head.served_from != url:
        return False, f"moved to {head.served_from}; write it into the source's block"
    return True, _news(settings, source, head)


def _layout(head: Fetched, source: Source) -> str:
    """Name the layout; the members of a zip are at its end, so it counts as its own."""
    if head.content.startswith(_ZIP):
        return source.id
    series = source.id.removeprefix("fred_").upper() if "fred_" in source.id else None
    return recognise(Document(file_name_of(head.url), head.content), series).id


def _news(settings: Settings, source: Source, head: Fetched) -> str:
    """Say whether the publisher has changed the file since it was landed."""
    seen = [file.sidecar.captured_at for file in landed_files(settings, source)]
    try:
        modified = parsedate_to_datetime(head.validators.last_modified or "")
    except ValueError:
        return "as expected"
    if seen and modified > max(seen):
        return f"as expected, and changed on {modified:%Y-%m-%d}: `make update`"
    return f"as expected, of {modified:%Y-%m-%d}"
