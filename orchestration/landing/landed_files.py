"""Read what has landed: the files of `data/landed` with what is known about them.

Belongs here: the shape of a sidecar, and listing landed files in order. Does not:
writing any of it (`store.py`), the cells in it (`cell_cache.py`).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.errors import WarehouseError
from orchestration.parsing.document import Document
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources
from orchestration.storage.files import read_bytes

# A landed file's ending never is that of its sidecar, whatever it was called before.
SUFFIXES = (".txt", ".csv", ".html", ".zip")


class Origin(BaseModel):
    """Where the bytes came from; written by whoever brings them."""

    model_config = ConfigDict(frozen=True)

    landed_from: str  # web, inbox, bundle or hand
    file_name: str
    url: str | None = None
    captured_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    note: str | None = None


class Sidecar(Origin):
    """All that is known about a landed file beside its bytes."""

    source_id: str
    sha256: str
    size_bytes: int
    released_on: date | None
    released_on_basis: str
    cells: int
    first_reference_date: date
    last_reference_date: date


@dataclass(frozen=True)
class LandedFile:
    """A stored file with its sidecar."""

    path: Path
    sidecar: Sidecar

    @cached_property
    def source(self) -> Source:
        """The source's block."""
        return all_sources()[self.sidecar.source_id]

    def document(self) -> Document:
        """Read the bytes, under a name that a user can find on disk.

        Raises WarehouseError where they are no longer those that were landed.
        """
        document = Document(str(self.path), read_bytes(self.path))
        if hashlib.sha256(document.content).hexdigest() != self.sidecar.sha256:
            raise document.error(
                "this landed file was changed after its landing; delete it and its"
                " .json, then land the original again"
            )
        return document


def landed_files(
    settings: Settings, source: Source | None = None
) -> Iterator[LandedFile]:
    """Every landed file (of one source), oldest data first; half-written ones not.

    Raises WarehouseError for a folder or a sidecar that cannot be read.
    """
    for each in [source] if source else all_sources().values():
        folder = settings.landed_dir / each.folder
        sidecars = (_read_sidecar(path) for path in files_in(folder, "*.json"))
        for sidecar in sorted(sidecars, key=_by_age):
            path = next(stored_bytes(folder, sidecar.sha256), None)
            if path is not None and sidecar.source_id == each.id:
                yield LandedFile(path, sidecar)


def files_in(folder: Path, pattern: str) -> list[Path]:
    """List what matches; raises WarehouseError for a folder that cannot be read."""
    try:
        return list(folder.glob(pattern))
    except OSError as problem:
        raise WarehouseError(
            f"{folder}: cannot be read ({problem.strerror}); check the permissions"
        ) from None


def _read_sidecar(path: Path) -> Sidecar:
    try:
        sidecar = Sidecar.model_validate_json(read_bytes(path))
    except ValidationError:
        sidecar = None
    if sidecar is None or sidecar.sha256 != path.stem or not _is_placed(sidecar, path):
        raise WarehouseError(
            f"{path}: this is not what a landing wrote; delete it, then land the file"
            " of that name beside it again with `tic-warehouse land FILE`"
        )
    return sidecar


def _is_placed(sidecar: Sidecar, path: Path) -> bool:
    """Tell whether the source that a sidecar names keeps its files in that folder."""
    source = all_sources().get(sidecar.source_id)
    return source is not None and path.parent.match(f"*/{source.folder}")


def _by_age(sidecar: Sidecar) -> tuple[date, date, datetime, str]:
    released = sidecar.released_on or date.min
    newest = sidecar.last_reference_date
    return newest, released, sidecar.captured_at, sidecar.sha256


def stored_bytes(folder: Path, digest: str) -> Iterator[Path]:
    """Find the bytes of a hash, whatever ending they are stored under."""
    paths = files_in(folder, f"{digest}.*")
    return (path for path in paths if path.suffix in SUFFIXES)
