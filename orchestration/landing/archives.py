"""Land many files of one zip: the Treasury's archives `ticrel_YYYYMMDD.zip`.

Belongs here: opening one and landing each member. Does not: how a member
is validated (`validate.py`), or zips that are one source themselves (cslt, the ECB's).

A member's day of release is what its own text says, else the calendar's for its newest
month: never the archive's name, for a shutdown has made such a name wrong by a month.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath

from orchestration.errors import WarehouseError, printable
from orchestration.landing.landed_files import Origin
from orchestration.landing.store import Landing, land_recognised, origin_of
from orchestration.parsing.archive import (
    heads,
    is_zip,
    member,
    member_names,
    unpacked_bytes,
)
from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise, series_in
from orchestration.parsing.workbook import text_of
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources
from orchestration.storage.files import read_bytes

# The archives of 2016 to 2025 hold 60 to 120 files; more is no such archive.
MOST_MEMBERS = 500
# A release's files have some 40 million bytes together; this bounds the time, too.
MOST_UNPACKED_BYTES = 256 * 1024 * 1024
# Enough for every family to recognise its layout.
_HEAD_BYTES = 64 * 1024

# Stores a recognised file as the user asked for all of those that are offered.
Store = Callable[[Document, Source, Origin], Landing]


@dataclass(frozen=True)
class Member:
    """What became of one file of an archive: landed, rejected, or not known at all."""

    name: str
    landing: Landing | None = None
    rejection: WarehouseError | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether no source reads such a file."""
        return self.landing is None and self.rejection is None


def land_members(
    path: Path,
    settings: Settings,
    landed_from: str,
    released_on: date | None = None,
    series: str | None = None,
    *,
    accepts_revisions: bool = False,
) -> Iterator[Member]:
    """Land a file of this machine, or each known file in it where it is an archive.

    A FRED file of several series lands as one file for each of them, a workbook as
    the text of its sheet.
    Raises WarehouseError as `land` does for a file that is none, and for an archive
    that is damaged, holds far too many files or none that is known. What is wrong with
    one member stops no other.
    """
    _reject_unreadable(path)
    origin = origin_of(path, landed_from)
    document = Document(origin.file_name, read_bytes(path))
    store = partial(
        land_recognised,
        settings=settings,
        released_on=released_on,
        accepts_revisions=accepts_revisions,
    )
    if sheet := text_of(document):
        yield _land_sheet(document, sheet, origin, store)
        return
    if several := series_in(document, series):
        yield from _land_series(document, several, origin, store)
        return
    if source := _source_of(document, series):
        landing = store(document, source, origin)
        yield Member(origin.file_name, landing=landing)
        return
    known = False
    for each in _members(document, origin, store):
        known |= not each.is_unknown
        yield each
    if not known:
        recognise(document)  # which says what the zip holds


def _land_sheet(
    book: Document,
    sheet: Document,
    origin: Origin,
    store: Store,
) -> Member:
    """Land the sheet of a workbook as the text file that it was saved from."""
    source = _source_or_none(sheet)
    if source is None:
        raise book.error(
            "this is an Excel workbook and no table of TIC that is read as text; land"
            " the publisher's own text or CSV file"
        )
    digest = hashlib.sha256(book.content).hexdigest()
    note = f"the sheet of a workbook, SHA-256 {digest}"
    own = origin.model_copy(update={"file_name": sheet.name, "note": note})
    landing = store(sheet, source, own)
    return Member(origin.file_name, landing=landing)


def _land_series(
    document: Document,
    several: dict[str, Document],
    origin: Origin,
    store: Store,
) -> Iterator[Member]:
    """Land each known series of a FRED file of several; name the unknown ones last."""
    digest = hashlib.sha256(document.content).hexdigest()
    landed, unknown = [], []
    for name, part in several.items():
        source = all_sources().get(f"fred_{name}")
        if source is None:
            unknown.append(name)
            continue
        note = f"the column {name} of a file of several series, SHA-256 {digest}"
        own = origin.model_copy(update={"file_name": part.name, "note": note})
        try:
            landing = store(part, source, own)
        except WarehouseError as problem:
            yield Member(name, rejection=problem)
        else:
            landed.append(name)
            yield Member(name, landing=landing)
    if unknown:
        rejection = document.error(
            f"of the series {', '.join(several)} these have no block in"
            f" orchestration/sources: {', '.join(unknown)}; add one to take it in"
            f" (landed: {', '.join(landed) or 'none'})"
        )
        yield Member(", ".join(unknown), rejection=rejection)


def _reject_unreadable(path: Path) -> None:
    """Raise WarehouseError for a pipe or a device, or more bytes than any file has.

    Nothing is opened: a pipe would wait for ever, and a huge file fill the memory.
    """
    if not path.exists() or path.is_dir():
        return  # reading it says so
    if not path.is_file():
        raise WarehouseError(
            f"{printable(path)}: this is a pipe or a device, not a file; save what it"
            " gives as a file and land that"
        )
    size, largest = path.stat().st_size, _largest_ceiling()
    if size > largest:
        raise WarehouseError(
            f"{printable(path)}: {size:,} bytes are more than the {largest:,} of the"
            " largest file that is known; check what it is"
        )


def _largest_ceiling() -> int:
    """Return the most bytes that any known file may have."""
    return max(source.size_bytes.ceiling for source in all_sources().values())


def _source_of(document: Document, series: str | None) -> Source | None:
    """Return the source of a file; None for a zip that is no source of its own.

    Raises WarehouseError for any other file that no source reads.
    """
    try:
        return recognise(document, series)
    except WarehouseError:
        if is_zip(document):
            return None
        raise


def _members(document: Document, origin: Origin, store: Store) -> Iterator[Member]:
    names = member_names(document)
    if len(names) > MOST_MEMBERS:
        raise document.error(
            f"it holds {len(names)} files, and no release holds more than"
            f" {MOST_MEMBERS}; unpack it and land the files that you want"
        )
    size = unpacked_bytes(document)
    if size > MOST_UNPACKED_BYTES:
        raise document.error(
            f"unpacked its files have {size:,} bytes, and those of no release more than"
            f" {MOST_UNPACKED_BYTES:,}; unpack it and land the files that you want"
        )
    found = heads(document, _HEAD_BYTES, _largest_ceiling())
    for name, head in zip(names, found, strict=True):
        if isinstance(head, WarehouseError):
            yield Member(name, rejection=head)
        elif is_zip(head) or _source_or_none(head):
            yield _land_member(document, name, origin, store)
        else:
            yield Member(name)


def _land_member(
    document: Document,
    name: str,
    origin: Origin,
    store: Store,
) -> Member:
    own = origin.model_copy(
        update={"file_name": f"{origin.file_name}/{PurePosixPath(name).name}"}
    )
    try:
        unpacked = member(document, name, _largest_ceiling())
        source = _source_or_none(unpacked)
        if source is None:
            return Member(name)
        landing = store(unpacked, source, own)
    except WarehouseError as problem:
        return Member(name, rejection=problem)
    return Member(name, landing=landing)


def _source_or_none(document: Document) -> Source | None:
    try:
        return recognise(document)
    except WarehouseError:
        return None
