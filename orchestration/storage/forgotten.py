"""List the landed files that were taken back, so that the snapshot leaves them out.

Belongs here: reading and writing `data/landed/forgotten.txt`, one SHA-256 per line.
Does not: taking a landing back (`landing/store.py`). Imports nothing slow.
"""

from collections.abc import Iterable
from pathlib import Path

from orchestration.settings import Settings
from orchestration.storage.files import read_bytes, write_whole


def forgotten_hashes(settings: Settings) -> frozenset[str]:
    """Return the SHA-256 of every file taken back; raises WarehouseError as reading."""
    path = _path(settings)
    if not path.exists():
        return frozenset()
    return frozenset(read_bytes(path).decode("ascii", "replace").split())


def add_forgotten(settings: Settings, sha256: str) -> None:
    """Put a file on the list; raises WarehouseError where it cannot be written."""
    _write(settings, forgotten_hashes(settings) | {sha256})


def drop_forgotten(settings: Settings, sha256: str) -> None:
    """Take a file off the list; raises WarehouseError where it cannot be written."""
    hashes = forgotten_hashes(settings)
    if sha256 in hashes:
        _write(settings, hashes - {sha256})


def _write(settings: Settings, hashes: Iterable[str]) -> None:
    lines = "".join(f"{each}\n" for each in sorted(hashes))
    write_whole(_path(settings), lines.encode())


def _path(settings: Settings) -> Path:
    return settings.landed_dir / "forgotten.txt"
