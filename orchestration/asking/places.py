"""Find the landed bytes behind a figure, and say whether they are what they were.

Belongs here: a cell's place in a file, its line, and hashing a landed file. Does not:
which cells are behind a figure (`handles.py`, `table_figures.py`).
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from orchestration.errors import printable
from orchestration.settings import Settings
from orchestration.storage.files import read_bytes


@dataclass(frozen=True)
class Place:
    """One cell behind a figure: where it stands, and what the landed bytes say."""

    figure: str
    day: date
    cell_text: str
    file_name: str
    released_on: date | None
    url: str | None
    sha256: str
    line_number: int
    path: Path | None
    is_intact: bool
    line: str | None


@dataclass(frozen=True)
class FilesRead:
    """All files of a raw table that a computed figure is made of."""

    raw_table: str
    cells: int
    files: int
    changed: tuple[str, ...]  # their names

    @property
    def is_intact(self) -> bool:
        """Whether the bytes of each have the hash they were landed under."""
        return not self.changed


def place_of(settings: Settings, *cell: Any) -> Place:  # noqa: ANN401 - of a row
    """Look up the bytes of a cell: its fields of Place, up to the line's number."""
    *_, sha256, line_number = cell
    path = landed_path(settings, sha256)
    content = read_bytes(path) if path else b""
    intact = hashlib.sha256(content).hexdigest() == sha256
    line = _line(content, line_number) if intact else None
    return Place(*(*cell, path, intact, line))


def landed_path(settings: Settings, sha256: str) -> Path | None:
    """Find the landed bytes of a hash, whatever ending they are stored under."""
    paths = settings.landed_dir.glob(f"*/*/{sha256}.*")
    return next((path for path in paths if path.suffix != ".json"), None)


def all_landed(settings: Settings) -> dict[str, Path]:
    """Find the bytes of every landed file, by the hash they are stored under."""
    paths = settings.landed_dir.glob("*/*/*.*")
    return {path.stem: path for path in paths if path.suffix != ".json"}


def has_hash(path: Path | None, sha256: str) -> bool:
    """Whether the landed bytes are there and have this hash."""
    if path is None:
        return False
    now = path.stat()
    return _digest(path, now.st_mtime_ns, now.st_size) == sha256


@lru_cache(maxsize=1_000)
def _digest(path: Path, _changed_at: int, _size: int) -> str:
    """Hash a file, once as long as it stays as it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line(content: bytes, line_number: int) -> str | None:
    """Read a line of a text file; None of an archive or a workbook."""
    if content.startswith(b"PK"):
        return None
    lines = content.decode("utf-8", errors="replace").splitlines()
    if 0 < line_number <= len(lines):
        return printable(lines[line_number - 1], keep="\t")
    return None
