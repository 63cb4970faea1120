"""Open zips as publishers serve them: list, and unpack within a limit.

Belongs here: opening a zip without trusting it. Does not: which members a source
wants and what they mean.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from orchestration.parsing.document import Document

# What the library raises for a zip that is cut off, damaged or locked.
_PROBLEMS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
    struct.error,
)


def is_zip(document: Document) -> bool:
    """Recognise a zip, whole or not."""
    return document.content[:2] == b"PK"


def member_names(document: Document) -> list[str]:
    """List the files that a zip holds, folders left out, in its own order.

    Raises WarehouseError for a damaged zip.
    """
    with _opened(document) as archive:
        return [info.filename for info in archive.infolist() if not info.is_dir()]


def member(document: Document, name: str, max_bytes: int) -> Document:
    """One member as a document of its own, named `<zip>/<member>`.

    Raises WarehouseError as `open_member` does.
    """
    with open_member(document, name, max_bytes) as stream:
        return Document(f"{document.name}/{name}", stream.read())


@contextmanager
def open_member(document: Document, name: str, max_bytes: int) -> Iterator[IO[bytes]]:
    """One member to be read piece by piece; its checksum is compared at its end.

    The library never gives more than the size that the zip names, so that size is
    what is judged. Raises WarehouseError for a damaged or locked zip, or a member of
    more than `max_bytes`.
    """
    with _opened(document) as archive:
        if archive.getinfo(name).file_size > max_bytes:
            raise document.error(
                f"unpacked it is larger than {max_bytes:,} bytes, far more than its"
                " publisher has ever served; it was not opened further"
            )
        with archive.open(name) as stream:
            yield stream


@contextmanager
def _opened(document: Document) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(document.content)) as archive:
            yield archive
    except _PROBLEMS as problem:
        raise document.error(
            f"the zip is damaged ({problem}); fetch it again"
        ) from None
