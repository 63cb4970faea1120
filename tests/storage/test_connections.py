"""The single door to DuckDB: what it opens, what it refuses, and in which words."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import WarehouseError
from orchestration.storage.connections import (
    DamagedDatabaseError,
    check_no_writers,
    explained,
    fresh_build,
    reader,
    set_aside_damaged,
    swap,
    writer,
)

# Opens a database for writing, says so, and waits; a signal ends it without a word.
WRITING = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create or replace table words as select 'foreign' as word")
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_program_writing(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Somebody else's process that has a database open for writing."""
    other = subprocess.Popen(
        [sys.executable, "-c", WRITING, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        yield other
    finally:
        other.kill()
        other.communicate()


def database_saying(path: Path, word: str) -> Path:
    with writer(path) as connection:
        connection.execute("create table words as select ? as word", [word])
    return path


def word_in(path: Path) -> str:
    with reader(path) as connection:
        [(word,)] = connection.execute("select word from words").fetchall()
    return word


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return database_saying(tmp_path / "published" / "warehouse.duckdb", "old")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return database_saying(tmp_path / "build" / "warehouse.duckdb", "new")


def test_a_reader_of_nothing_is_told_what_to_do_first(tmp_path: Path) -> None:
    with (
        pytest.raises(WarehouseError, match="nothing is published yet; run `tic-ware"),
        reader(tmp_path / "warehouse.duckdb"),
    ):
        pass


def test_a_reader_cannot_write(published: Path) -> None:
    with (
        reader(published) as connection,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        connection.execute("drop table words")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "text": lambda _: b"not a database at all " * 1000,
    "zeros": lambda whole: bytes(len(whole)),
    "a header": lambda whole: whole[:100],
    "cut off": lambda whole: whole[: len(whole) // 2],
    "zeros in a header": lambda whole: whole[:4096] + bytes(8192) + whole[12288:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_called_damaged(published: Path, damage: str) -> None:
    published.write_bytes(DAMAGES[damage](published.read_bytes()))
    for use in (reader, writer) if published.stat().st_size else (reader,):
        with (
            pytest.raises(DamagedDatabaseError) as caught,
            use(published),
        ):
            pass
        assert str(caught.value) == (
            f"{published}: it is damaged; `tic-warehouse run` sets a damaged one aside"
            " and makes a new one"
        )


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_set_aside_whole_and_never_over_another(
    published: Path, damage: str
) -> None:
    content = DAMAGES[damage](published.read_bytes())
    for name in ("warehouse.damaged-2026-11-28", "warehouse.damaged-2026-11-28-2"):
        published.write_bytes(content)
        aside = set_aside_damaged(published, date(2026, 11, 28))
        assert aside == published.with_name(f"{name}.duckdb")
        assert aside.read_bytes() == content
        assert not published.exists()


def test_a_block_that_is_damaged_is_found_before_a_query_meets_it(
    published: Path,
) -> None:
    with writer(published) as connection:
        connection.execute(
            "create table many as select md5(range::varchar) as n from range(100000)"
        )
    content = bytearray(published.read_bytes())
    middle = slice(len(content) // 3, len(content) // 2)
    content[middle] = bytes(len(content[middle]))
    published.write_bytes(content)
    check_no_writers(published)  # it opens
    assert set_aside_damaged(published, date(2026, 11, 28)) is not None


def test_what_is_whole_or_not_there_is_not_set_aside(
    published: Path, tmp_path: Path
) -> None:
    assert set_aside_damaged(published, date(2026, 11, 28)) is None
    assert set_aside_damaged(tmp_path / "nothing here yet", date(2026, 11, 28)) is None
    with (
        another_program_writing(published),
        pytest.raises(WarehouseError, match="another program has it open"),
    ):
        set_aside_damaged(published, date(2026, 11, 28))
    assert published.exists()


def test_a_folder_in_the_place_of_the_database_is_told_in_one_sentence(
    tmp_path: Path,
) -> None:
    place = tmp_path / "warehouse.duckdb"
    place.mkdir()
    with pytest.raises(WarehouseError) as caught, writer(place):
        pass
    assert str(caught.value).startswith(f"{place}: ")
    assert "\n" not in str(caught.value)


def test_a_writer_is_told_that_another_program_writes(published: Path) -> None:
    with (
        another_program_writing(published),
        pytest.raises(WarehouseError) as caught,
        writer(published),
    ):
        pass
    assert str(caught.value) == (
        f"{published}: another program has it open for writing; close that program,"
        " then run again"
    )


def test_the_wrong_query_of_a_user_is_not_blamed_on_the_file(published: Path) -> None:
    with (
        pytest.raises(duckdb.CatalogException),
        explained(published),
        reader(published) as connection,
    ):
        connection.execute("from nowhere")


@pytest.mark.parametrize("text", ["No space left on device", "File too large"])
def test_a_full_disk_is_called_full_in_whatever_error_it_comes(
    tmp_path: Path, text: str
) -> None:
    for kind in (duckdb.IOException, duckdb.FatalException, OSError):
        with (
            pytest.raises(WarehouseError, match="the disk is full; free some space"),
            explained(tmp_path),
        ):
            raise kind(f"Could not write block 12: {text}")


def test_a_block_is_not_mistaken_for_a_lock(tmp_path: Path) -> None:
    with (
        pytest.raises(WarehouseError, match="Could not read block 12; check the path"),
        explained(tmp_path),
    ):
        raise duckdb.IOException("Could not read block 12\nmore of it")


def test_a_database_opens_in_readers_as_old_as_duckdb_1_0(published: Path) -> None:
    with reader(published) as connection:
        [(tags,)] = connection.execute(
            "select tags from duckdb_databases() where not internal"
        ).fetchall()
    assert tags["storage_version"] == "v1.0.0+"


def test_a_fresh_build_forgets_the_database_and_its_log(built: Path) -> None:
    log = built.with_name("warehouse.duckdb.wal")
    log.write_bytes(b"left by a run that was killed")
    fresh_build(built)
    assert not built.exists()
    assert not log.exists()
    fresh_build(built)


def test_a_build_that_cannot_be_removed_is_named(tmp_path: Path) -> None:
    place = tmp_path / "warehouse.duckdb"
    (place / "occupied").mkdir(parents=True)
    with pytest.raises(WarehouseError, match="the last build cannot be removed"):
        fresh_build(place)


def test_a_swap_publishes_and_an_open_reader_keeps_its_view(
    built: Path, published: Path
) -> None:
    with reader(published) as before:
        swap(built, published)
        assert before.execute("select word from words").fetchall() == [("old",)]
    assert word_in(published) == "new"
    assert not built.exists()


def test_a_first_swap_makes_the_folder(built: Path, tmp_path: Path) -> None:
    place = tmp_path / "somewhere" / "new" / "warehouse.duckdb"
    swap(built, place)
    assert word_in(place) == "new"


def test_a_swap_is_refused_while_another_program_writes(
    built: Path, published: Path
) -> None:
    with another_program_writing(published):
        content = published.read_bytes()
        with pytest.raises(WarehouseError, match="another program has it open for"):
            swap(built, published)
        assert published.read_bytes() == content
    assert word_in(built) == "new"


def test_nobody_writing_is_refused_nothing(published: Path, tmp_path: Path) -> None:
    check_no_writers(published)
    check_no_writers(tmp_path / "nothing here yet")


def test_what_a_dead_writer_left_behind_does_not_reach_the_new_database(
    built: Path, published: Path
) -> None:
    with another_program_writing(published):
        pass  # killed before it closed: its words lie in a log beside the database
    log = published.with_name("warehouse.duckdb.wal")
    assert log.exists()
    swap(built, published)
    assert not log.exists()
    assert word_in(published) == "new"


def test_a_swap_across_file_systems_is_explained(
    built: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WarehouseError, match="keep both on one file system"):
        swap(built, published)
    monkeypatch.undo()
    assert word_in(published) == "old"
    assert word_in(built) == "new"
