"""Open zips as publishers serve them: list, and unpack within a limit.

Belongs here: opening a zip without trusting it. Does not: which members a source
wants and what they mean.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from orchestration.errors import WarehouseError
from orchestration.parsing.document import Document, quoted_text

# No zip of a publisher holds more than 120 files; a list of more is not even read.
MOST_ENTRIES = 5_000
# What every publisher uses; others may ask for gigabytes before the first byte.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LIST_ENTRY = b"PK\x01\x02"  # how each entry of a zip's list begins
_IS_LOCKED = 1  # of an entry's flags

# What the library raises for a zip that is cut off or damaged.
_PROBLEMS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
)


def is_zip(document: Document) -> bool:
    """Recognise a zip, whole or not."""
    return document.content[:2] == b"PK"


def member_names(document: Document) -> list[str]:
    """List the files that a zip holds, folders left out, in its own order.

    Raises WarehouseError for a damaged zip, one that names a file twice or lists more
    than MOST_ENTRIES.
    """
    with _opened(document) as archive:
        return _names(archive)


def unpacked_bytes(document: Document) -> int:
    """Add up the bytes of all files of a zip, as its list states them."""
    with _opened(document) as archive:
        return sum(info.file_size for info in archive.infolist())


def member(document: Document, name: str, max_bytes: int) -> Document:
    """One member as a document of its own, named `<zip>/<member>`.

    Raises WarehouseError as `open_member` does.
    """
    with open_member(document, name, max_bytes) as stream:
        return Document(f"{document.name}/{name}", stream.read())


def heads(
    document: Document, size: int, max_bytes: int
) -> Iterator[Document | WarehouseError]:
    """Read the first `size` bytes of each member, in the order of `member_names`.

    A member that cannot be opened is its error, as `open_member` raises. Raises
    WarehouseError as `member_names` does.
    """
    with _opened(document) as archive:
        for name in _names(archive):
            try:
                with _opened_member(document, archive, name, max_bytes) as stream:
                    head = stream.read(size)
            except WarehouseError as problem:
                yield problem
            else:
                yield Document(f"{document.name}/{name}", head)


@contextmanager
def open_member(document: Document, name: str, max_bytes: int) -> Iterator[IO[bytes]]:
    """One member to be read piece by piece; its checksum is compared at its end.

    The library never gives more than the size that the zip names, so that size is
    what is judged. Raises WarehouseError for a damaged zip, or a member that is
    locked, a link, packed by a rare method or larger than `max_bytes`.
    """
    with (
        _opened(document) as archive,
        _opened_member(document, archive, name, max_bytes) as stream,
    ):
        yield stream


def _names(archive: zipfile.ZipFile) -> list[str]:
    return [info.filename for info in archive.infolist() if not info.is_dir()]


@contextmanager
def _opened(document: Document) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose list is short and names each file once."""
    entries = document.content.count(_LIST_ENTRY)
    if entries > MOST_ENTRIES:
        raise document.error(
            f"it lists {entries:,} files, and no publisher's zip holds more than"
            f" {MOST_ENTRIES:,}; unpack it and land the files that you want"
        )
    with _named(document), zipfile.ZipFile(io.BytesIO(document.content)) as archive:
        name, times = max(
            Counter(_names(archive)).items(),
            key=lambda found: found[1],
            default=("", 0),
        )
        if times > 1:
            raise document.error(
                f"it names {quoted_text(name)} {times} times, so which one is meant"
                " cannot be known; unpack it and land the file that you want"
            )
        yield archive


@contextmanager
def _opened_member(
    document: Document, archive: zipfile.ZipFile, name: str, max_bytes: int
) -> Iterator[IO[bytes]]:
    info = archive.getinfo(name)
    inner = Document(f"{document.name}/{name}", b"")
    if problem := _problem(info, max_bytes):
        raise inner.error(problem)
    with _named(inner), archive.open(info) as stream:
        yield stream


def _problem(info: zipfile.ZipInfo, max_bytes: int) -> str | None:
    """Say why a member is not opened, by what the zip's list says of it."""
    if info.file_size > max_bytes:
        return (
            f"unpacked it is larger than {max_bytes:,} bytes, far more than its"
            " publisher has ever served; it was not opened further"
        )
    if info.flag_bits & _IS_LOCKED:
        return "it is locked with a password; unpack it and land the file itself"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "it is a link or a device, which is not followed; land the file itself"
    if info.compress_type not in _METHODS:
        return "it is packed by a method that no publisher uses; unpack it first"
    return None


@contextmanager
def _named(document: Document) -> Iterator[None]:
    """Turn what the library raises for a damaged zip into a WarehouseError."""
    try:
        yield
    except _PROBLEMS as problem:
        raise document.error(
            f"the zip is damaged ({quoted_text(str(problem))[1:-1]}); fetch it again"
        ) from None
