"""Name what a database is made of: landed bytes and the project's own code.

Two runs with the same fingerprint give the same tables, so the second need not run.
Imports nothing slow: this is asked before anything else.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage.files import read_bytes

_CODE_SUFFIXES = {
    *(".py", ".yml", ".sql", ".csv", ".lock", ".toml", ".md"),
    *(".html", ".css", ".js", ".txt"),  # of the report page
}
_NOT_CODE = {"target", "logs", "__pycache__", "dbt_packages"}


def fingerprint(settings: Settings) -> str:
    """SHA-256 over every sidecar and every file of code, with their places.

    A place is relative to its folder, so that a copy of the checkout and of the data
    elsewhere has the same fingerprint.
    """
    digest = hashlib.sha256()
    for folder, path in [*_sidecars(settings), *_code(settings)]:
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(read_bytes(path)).digest())
    return digest.hexdigest()


def _sidecars(settings: Settings) -> Iterator[tuple[Path, Path]]:
    folder = settings.landed_dir
    yield from ((folder, path) for path in sorted(folder.glob("*/*/*.json")))


def _code(settings: Settings) -> Iterator[tuple[Path, Path]]:
    folders = [
        PROJECT_ROOT / "orchestration",
        PROJECT_ROOT / "expectations",
        settings.dbt_project_dir,
    ]
    yield PROJECT_ROOT, PROJECT_ROOT / "requirements.lock"
    for folder in folders:
        yield from ((folder, path) for path in files_below(folder, _CODE_SUFFIXES))


def files_below(folder: Path, suffixes: Iterable[str]) -> list[Path]:
    """List the files of a tree that people write, in a fixed order."""
    wanted = set(suffixes)
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in wanted and not _NOT_CODE & set(path.relative_to(folder).parts)
    )
