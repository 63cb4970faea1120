"""Open DuckDB, the only place: writer, reader, swap onto the published file.

Belongs here: opening, closing and replacing database files, and telling in one
sentence why that fails. Does not: any SQL about the data.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path

import duckdb

from orchestration.errors import WarehouseError
from orchestration.storage.quoting import literal, quoted
from orchestration.storage.tables import table_names

# Two threads build as fast as two cores can; more memory than this means a mistake.
RESOURCES: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "4GB",
    "preserve_insertion_order": True,
}

# Readers as old as DuckDB 1.1 open a file of this version.
STORAGE_VERSION = "v1.0.0"

# In this order: each is the last moment at which it can be set.
_SEALED = (
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "http_proxy = ''",  # which DuckDB takes from the environment, password and all
    "enable_external_access = false",
    "disabled_filesystems = 'LocalFileSystem'",
    "lock_configuration = true",
)

# What DuckDB says, in whichever kind of error, and what to do about it.
_DISK_IS_FULL = ("No space left", "File too large")
_DAMAGED = (
    "not a valid DuckDB database",
    "Could not read enough bytes",
    "Corrupt database file",
)
_TROUBLES = {
    "Could not set lock": "another program has it open for writing; close that program",
    "Is a directory": "a folder is in its place; move it away",
    **dict.fromkeys(_DISK_IS_FULL, "the disk is full; free some space"),
}


class DamagedDatabaseError(WarehouseError):
    """A database file that is cut off, overwritten or no database at all."""


@contextmanager
def writer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database for writing that nobody else has open.

    Raises WarehouseError where the file is locked, damaged or cannot be written.
    """
    with explained(path), duckdb.connect(config=RESOURCES) as connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(
            f"attach {literal(path)} as warehouse (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("use warehouse")
        yield connection
        connection.execute("use memory; detach warehouse")


@contextmanager
def reader(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open for reading; it keeps seeing the file it opened, even if replaced.

    Raises WarehouseError where there is no such database or it cannot be read.
    """
    with explained(path):
        check_published(path)
        with duckdb.connect(str(path), read_only=True) as connection:
            yield connection


@contextmanager
def sealed_reader(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open for reading queries of others: they reach no file, network or extension.

    The database itself is among the files that DuckDB's `enable_external_access =
    false` still lets a query write to (`copy ... to`), so the file system is switched
    off too, once the database is open; a query that outgrows memory then fails. In an
    instance of its own, because the settings hold for all connections of one. Raises
    WarehouseError as `reader` does.
    """
    with explained(path):
        check_published(path)
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(path)} as warehouse (read_only)")
            connection.execute("use warehouse")
            for setting in _SEALED:
                connection.execute(f"set {setting}")
            yield connection


def check_published(path: Path) -> None:
    """Raise WarehouseError where there is no such database."""
    if not path.exists():
        raise WarehouseError(
            f"{path}: nothing is published yet; run `tic-warehouse run` first"
        )


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


def check_no_writers(published: Path) -> None:
    """Raise WarehouseError where the published file is being written to.

    Whatever another program still has to write would be lost in a replaced file.
    Raises DamagedDatabaseError where it cannot be opened for its damage.
    """
    if published.exists():
        with reader(published):
            pass


def set_aside_damaged(published: Path, day: date) -> Path | None:
    """Rename the published file if it is damaged; returns its new path, or None.

    Every block of it is read. Nothing is overwritten or deleted. Raises WarehouseError
    where another program writes to it or it cannot be renamed.
    """
    try:
        if published.exists():
            _read_all(published)
        return None
    except DamagedDatabaseError:
        return _rename_aside(published, day)


def _read_all(path: Path) -> None:
    with reader(path) as connection:
        for schema, table in table_names(connection, path.stem):
            connection.execute(
                f"select max(hash(whole)) from {quoted(schema)}.{quoted(table)} whole"
            )


def _rename_aside(path: Path, day: date) -> Path:
    names = (
        f"{path.stem}.damaged-{day}{f'-{number}' if number > 1 else ''}{path.suffix}"
        for number in count(1)
    )
    places = (path.with_name(name) for name in names)
    place = next(each for each in places if not os.path.lexists(each))
    try:
        path.rename(place)
    except OSError as problem:
        raise WarehouseError(
            f"{path}: it is damaged and cannot be set aside ({problem.strerror}); check"
            " the permissions, then run again"
        ) from None
    return place


def swap(built: Path, published: Path) -> None:
    """Put a finished database in the place of the published one, in one step.

    Raises WarehouseError where another program writes to it, the two lie on
    different file systems or the place cannot be written; the published file is then
    untouched.
    """
    check_no_writers(published)
    try:
        published.parent.mkdir(parents=True, exist_ok=True)
        with built.open("rb") as file:
            os.fsync(file.fileno())
        # Left by a program that wrote to the old file and died; not for the new one.
        published.with_name(f"{published.name}.wal").unlink(missing_ok=True)
        built.replace(published)
    except OSError as problem:
        remedy = "check the permissions"
        if problem.errno == errno.EXDEV:
            remedy = "keep both on one file system"
        raise WarehouseError(
            f"{published}: cannot be replaced ({problem.strerror}); the build stays in"
            f" {built.parent}, so {remedy} and run again"
        ) from None


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Tell in one sentence why a database file cannot be read or written.

    Raises WarehouseError, for a damaged one DamagedDatabaseError; other errors of
    DuckDB, such as those of a query, pass.
    """
    try:
        yield
    except BrokenPipeError:  # of whoever reads the answers; no file is meant
        raise
    except (duckdb.Error, OSError) as problem:
        text = getattr(problem, "strerror", None) or str(problem)
        if says_damaged(text):
            raise DamagedDatabaseError(
                f"{path}: it is damaged; `tic-warehouse run` sets a damaged one aside"
                " and makes a new one"
            ) from None
        known = (remedy for words, remedy in _TROUBLES.items() if words in text)
        reason = next(known, None)
        if reason is None and isinstance(problem, duckdb.IOException | OSError):
            first = text.splitlines()[0]
            reason = f"{first}; check the path and the permissions"
        if reason is None:
            raise
        raise WarehouseError(f"{path}: {reason}, then run again") from None


def says_disk_is_full(text: str) -> bool:
    """Whether an error's text means that a file could not grow any more."""
    return any(words in text for words in _DISK_IS_FULL)


def is_sealed_off(problem: duckdb.Error) -> bool:
    """Whether a query failed because `sealed_reader` opens nothing but the database."""
    return isinstance(problem, duckdb.PermissionException) or (
        "the configuration has been locked" in str(problem)
    )


def says_damaged(text: str) -> bool:
    """Whether an error's text means that a database file is damaged."""
    return any(words in text for words in _DAMAGED)
