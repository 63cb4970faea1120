"""Store a file from the web, the inbox or the bundle as a landed file.

`data/landed/<folder>/<sha256>.<ext>` holds the bytes, never changed afterwards; the
sidecar `<sha256>.json` beside it holds what is known about them. Same bytes again
are a no-op. A file is parsed and validated before it is stored, so that one bad file
can never stop the runs that follow.
"""

import hashlib
import os
import string
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas

from orchestration.errors import WarehouseError
from orchestration.landing.agreement import check_against_other_sources
from orchestration.landing.landed_files import (
    SUFFIXES,
    LandedFile,
    Origin,
    Sidecar,
    files_in,
    landed_files,
)
from orchestration.landing.release_dates import release_date
from orchestration.landing.validate import reject_oversized, validate
from orchestration.landing.vintage_comparison import check_against_vintage
from orchestration.parsing.document import Document, ParsedFile
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import Settings
from orchestration.sources import Source
from orchestration.storage.files import write_whole
from orchestration.storage.forgotten import add_forgotten, drop_forgotten

_SHORTEST_PREFIX = 8


@dataclass(frozen=True)
class Landing:
    """What became of one file offered; `cells` are there where it was parsed."""

    file: LandedFile
    is_new: bool
    cells: pandas.DataFrame | None = None


def land(
    content: bytes,
    origin: Origin,
    settings: Settings,
    *,
    released_on: date | None = None,
    series: str | None = None,
    expected: Source | None = None,
) -> Landing:
    """Examine one file and store it, or find that it is there already.

    `expected` is the source a fetch asked for: then another layout, or content
    older than what is landed, is rejected too. Raises WarehouseError; what is
    landed stays as it was.
    """
    document = Document(origin.file_name, content)
    source = recognise(document, series)
    if expected is not None and source.id != expected.id:
        raise document.error(
            f"this is {source.id}, not {expected.id} that was asked for; check the"
            " address in the source's block"
        )
    return land_recognised(
        document,
        source,
        origin,
        settings,
        released_on=released_on,
        is_asked_for=expected is not None,
    )


def land_recognised(
    document: Document,
    source: Source,
    origin: Origin,
    settings: Settings,
    *,
    released_on: date | None = None,
    is_asked_for: bool = False,
    accepts_revisions: bool = False,
) -> Landing:
    """Validate and store a file whose source is known; raises WarehouseError as `land`.

    `is_asked_for` is true for the answer to a fetch, which must not be an old copy.
    With `accepts_revisions` it need not agree with the vintage next to it, or with
    other sources of the same figures.
    """
    digest = hashlib.sha256(document.content).hexdigest()
    stored = _stored(settings, source, digest)
    if stored:
        return Landing(_dated(document, stored, released_on), is_new=False)
    reject_oversized(document, source)
    parsed = parse(document, source)
    seeds_dir = settings.dbt_project_dir / "seeds"
    captured_on = origin.captured_at.date()
    validate(document, source, parsed, seeds_dir, captured_on, released_on=released_on)
    _reject_revived(document, source, parsed)
    if is_asked_for:
        _reject_older(document, source, parsed, settings)
    if not accepts_revisions:
        check_against_vintage(document, source, parsed.cells, settings)
    release = release_date(document, source, parsed, released_on, seeds_dir)
    sidecar = _sidecar(document, origin, source, parsed, release)
    if not accepts_revisions:
        check_against_other_sources(document, source, parsed.cells, sidecar, settings)
    stored = _store(settings, source, document.content, sidecar)
    drop_forgotten(settings, digest)
    return Landing(stored, is_new=True, cells=parsed.cells)


def _dated(document: Document, stored: LandedFile, given: date | None) -> LandedFile:
    """Return a file that was landed before, with a day of release given only now."""
    known = stored.sidecar.released_on
    if given is None or given == known:
        return stored
    if known is not None:
        raise document.error(
            f"it is landed already as released on {known}"
            f" ({stored.sidecar.released_on_basis}), not on {given}; leave"
            " --released-on out"
        )
    if given < stored.sidecar.last_reference_date:
        raise document.error(
            f"it holds figures for {stored.sidecar.last_reference_date}, so it cannot"
            f" have been released on {given} (given by hand)"
        )
    sidecar = stored.sidecar.model_copy(
        update={"released_on": given, "released_on_basis": "given by hand"}
    )
    _write_sidecar(stored.path, sidecar)
    return LandedFile(stored.path, sidecar)


def _sidecar(
    document: Document,
    origin: Origin,
    source: Source,
    parsed: ParsedFile,
    release: tuple[date | None, str],
) -> Sidecar:
    released_on, basis = release
    return Sidecar(
        **origin.model_dump(),
        source_id=source.id,
        sha256=hashlib.sha256(document.content).hexdigest(),
        size_bytes=len(document.content),
        released_on=released_on,
        released_on_basis=basis,
        cells=len(parsed.cells),
        first_reference_date=parsed.cells["reference_date"].min().date(),
        last_reference_date=parsed.cells["reference_date"].max().date(),
    )


def _reject_revived(document: Document, source: Source, parsed: ParsedFile) -> None:
    newest = parsed.cells["reference_date"].max().date()
    if source.frozen_at and newest > source.frozen_at:
        raise document.error(
            f"{source.id} was frozen with the data of {source.frozen_at:%Y-%m}, yet"
            f" this copy has {newest:%Y-%m}; if the publisher revived it, change its"
            " block, and else use slt_table5"
        )


def _reject_older(
    document: Document, source: Source, parsed: ParsedFile, settings: Settings
) -> None:
    newest = parsed.cells["reference_date"].max().date()
    landed = [
        file.sidecar.last_reference_date for file in landed_files(settings, source)
    ]
    if source.years_from is None and landed and newest < max(landed):
        raise document.error(
            f"its newest figures are of {newest}, older than those landed already"
            f" ({max(landed)}); the publisher's server gave an old copy, so nothing was"
            " changed"
        )


def _stored(settings: Settings, source: Source, digest: str) -> LandedFile | None:
    files = landed_files(settings, source)
    return next((file for file in files if file.sidecar.sha256 == digest), None)


def _store(
    settings: Settings, source: Source, content: bytes, sidecar: Sidecar
) -> LandedFile:
    """Bytes first, sidecar last: a file without a sidecar was never landed."""
    suffix = Path(sidecar.file_name.removesuffix(".gz")).suffix.lower()
    if content[:2] == b"PK":
        suffix = ".zip"
    elif suffix not in SUFFIXES or suffix == ".zip":
        suffix = ".txt"
    path = settings.landed_dir / source.folder / f"{sidecar.sha256}{suffix}"
    write_whole(path, content)
    try:
        _write_sidecar(path, sidecar)
    except WarehouseError:
        path.unlink(missing_ok=True)
        raise
    return LandedFile(path, sidecar)


def _write_sidecar(path: Path, sidecar: Sidecar) -> None:
    text = sidecar.model_dump_json(indent=2)
    write_whole(path.with_suffix(".json"), text.encode() + b"\n")


def forget(settings: Settings, prefix: str) -> LandedFile:
    """Take a landing back: remove the sidecar, the bytes and the cached cells.

    The snapshot does not bring the file back; landing it again does. Hold the lock of
    the run meanwhile. Raises WarehouseError for a prefix that is too short, unknown or
    that of several files, and where something cannot be removed.
    """
    file = _landed_as(settings, prefix.lower())
    digest, folder = file.sidecar.sha256, settings.parsed_dir / file.source.folder
    add_forgotten(settings, digest)
    # Sidecar first: bytes without one are no landed file, so a stop here does no harm.
    _remove(file.path.with_suffix(".json"))
    _remove(file.path)
    for path in files_in(folder, f"{digest}-*"):
        _remove(path)
    return file


def _landed_as(settings: Settings, prefix: str) -> LandedFile:
    if len(prefix) < _SHORTEST_PREFIX or set(prefix) - set(string.hexdigits):
        raise WarehouseError(
            f"{prefix}: give at least {_SHORTEST_PREFIX} hexadecimal digits of the"
            " file's SHA-256 (meta.landed_files.sha256)"
        )
    files = [
        file
        for file in landed_files(settings)
        if file.sidecar.sha256.startswith(prefix)
    ]
    if not files:
        raise WarehouseError(
            f"{prefix}: no landed file has a SHA-256 that begins like this; look it up"
            " in meta.landed_files.sha256"
        )
    if len(files) > 1:
        raise WarehouseError(
            f"{prefix}: {len(files)} landed files have a SHA-256 that begins like this;"
            " give more digits"
        )
    return files[0]


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as problem:
        raise WarehouseError(
            f"{path}: cannot be removed ({problem.strerror}); check the permissions,"
            " then try again"
        ) from None


def origin_of(path: Path, landed_from: str) -> Origin:
    """Describe a file of this machine, seen now."""
    return Origin(
        landed_from=landed_from,
        file_name=os.fsencode(path).decode("utf-8", "replace"),
        captured_at=datetime.now(UTC),
    )
