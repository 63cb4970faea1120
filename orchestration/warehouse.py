"""The single door to DuckDB: a writer, a reader, and the swap onto the published file.

Belongs here: opening, closing and replacing database files, and telling in one
sentence why that fails. Does not: any SQL about the data.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.errors import WarehouseError

# Two threads build as fast as two cores can; more memory than this means a mistake.
_SETTINGS = {"threads": 2, "memory_limit": "4GB", "preserve_insertion_order": True}

# Readers as old as DuckDB 1.1 open a file of this version.
STORAGE_VERSION = "v1.0.0"

# What DuckDB says, in whichever kind of error, and what to do about it.
_TROUBLES = {
    "Could not set lock": "another program has it open for writing; close that program",
    "No space left": "the disk is full; free some space",
    "File too large": "the disk is full; free some space",
    "not a valid DuckDB database": "it is damaged; move it away",
}


@contextmanager
def writer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write to a database that nobody else has open.

    Raises WarehouseError where the file is locked, damaged or cannot be written.
    """
    with explained(path), duckdb.connect(config=_SETTINGS) as connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"attach '{_quoted(path)}' as warehouse"
            f" (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("use warehouse")
        yield connection
        connection.execute("use memory; detach warehouse")


@contextmanager
def reader(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection; it keeps seeing the file it opened, even if replaced.

    Raises WarehouseError where there is no such database or it cannot be read.
    """
    with explained(path):
        if not path.exists():
            raise WarehouseError(
                f"{path}: nothing is published yet; run `tic-warehouse run` first"
            )
        with duckdb.connect(str(path), read_only=True) as connection:
            yield connection


def fresh_build(path: Path) -> None:
    """Forget what an earlier run left in the build's place.

    Raises WarehouseError where it cannot be removed.
    """
    try:
        for leftover in (path, path.with_name(f"{path.name}.wal")):
            leftover.unlink(missing_ok=True)
    except OSError as problem:
        raise WarehouseError(
            f"{path}: the last build cannot be removed ({problem.strerror}); check the"
            " permissions and run again"
        ) from None


def swap(built: Path, published: Path) -> None:
    """Put a finished database in the place of the published one, in one step.

    Raises WarehouseError where the two lie on different file systems or the place
    cannot be written; the published file is then untouched.
    """
    try:
        published.parent.mkdir(parents=True, exist_ok=True)
        with built.open("rb") as file:
            os.fsync(file.fileno())
        built.replace(published)
    except OSError as problem:
        raise WarehouseError(
            f"{published}: cannot be replaced ({problem.strerror}); the build stays in"
            f" {built.parent}, so check the permissions and run again"
        ) from None


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.IOException as problem:
        text = str(problem)
        if "lock" in text.lower():
            reason = "another program has it open for writing; close that program"
        elif says_disk_is_full(text):
            reason = "the disk is full; free some space"
        else:
            reason = f"{text.splitlines()[0]}; check the path and the permissions"
        raise WarehouseError(f"{path}: {reason}, then run again") from None


def says_disk_is_full(text: str) -> bool:
    """Whether an error's text means that a file could not grow any more."""
    return any(words in text for words in ("No space left", "File too large"))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
