"""Find, read and write whole files, or say in one sentence why not."""

import os
from contextlib import suppress
from pathlib import Path

from orchestration.errors import WarehouseError, printable
from orchestration.settings import Settings


def check_folders(settings: Settings) -> None:
    """Raise WarehouseError where a file is in the place of one of our folders."""
    home = settings.dagster_home
    for folder in (
        *(settings.data_dir, settings.landed_dir, settings.inbox_dir),
        *(settings.parsed_dir, settings.build_dir, settings.build_dir / "dbt"),
        *(settings.published_dir, home, home / "events"),
        *(home / "history", home / "schedules"),
    ):
        if os.path.lexists(folder) and not folder.is_dir():
            raise WarehouseError(
                f"{folder}: this is no folder, and one of the warehouse's has to be"
                " here; move it away, then run again"
            )


def read_bytes(path: Path) -> bytes:
    """Read a file; an OSError becomes a WarehouseError naming the path."""
    try:
        return path.read_bytes()
    except IsADirectoryError:
        raise WarehouseError(
            f"{printable(path)}: this is a folder; name the files in it"
        ) from None
    except OSError as problem:
        raise WarehouseError(
            f"{printable(path)}: cannot be read ({problem.strerror}); check the name"
            " and the permissions"
        ) from None


def waiting_in(folder: Path) -> list[Path]:
    """List the files that somebody put into a folder, by name, hidden ones not.

    A link is none: whoever may write into the folder could show any file by it.
    """
    return [path for path in _offered_in(folder) if _kind(path) is None]


def others_in(folder: Path) -> list[tuple[Path, str]]:
    """List what else somebody put there, by name, and what it is."""
    kinds = ((path, _kind(path)) for path in _offered_in(folder))
    return [(path, kind) for path, kind in kinds if kind is not None]


def _kind(path: Path) -> str | None:
    """Say what a name is, without opening or following it; None for a file."""
    if path.is_symlink():
        return "a link, which is not followed; put the file itself there"
    if path.is_dir():
        return "a folder; put its files beside it"
    if not path.is_file():
        return "a pipe or a device; save what it gives as a file"
    return None


def _offered_in(folder: Path) -> list[Path]:
    if not folder.exists():
        return []
    return sorted(path for path in folder.iterdir() if path.name[:1] != ".")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises WarehouseError where it cannot be written (permissions, a full disk).
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as problem:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise WarehouseError(
            f"{path}: cannot be written ({problem.strerror}); free some space or check"
            " the permissions, then run again"
        ) from None
