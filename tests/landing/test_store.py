"""Landing: what is stored, under which name, what is known of it, what is refused.

Belongs here: the folder of landed files before and after. Does not: judgements on
one file (`test_arrival.py`), downloads (`test_fetch.py`).
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.cell_cache import cache_cells, cell_file
from orchestration.landing.landed_files import landed_files
from orchestration.landing.store import forget, land
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources
from orchestration.storage.files import write_whole
from orchestration.storage.fingerprint import fingerprint
from orchestration.storage.forgotten import forgotten_hashes
from tests.support.fixtures import (
    by_hand,
    ecb_history,
    fred,
    h15,
    jgb,
    land_path,
    landable_mfhhis01,
    landable_table1,
    landable_table3,
    mfh,
    months_back,
    replaced,
    rising,
    slt_table3,
    slt_table5,
    slt_table5_html,
    treasury_year,
    weekdays,
    with_line_twice,
    without_line,
    zipped,
)

TABLE5 = slt_table5(months_back("2026-04", 13))
FRED_DAYS = rising(weekdays("2020-01-01", 100), 1, 0.01)
YEAR = treasury_year(rising(weekdays("2025-01-02", 20), 4, 0.01, 5))
H15 = h15([(str(day), ["4.00", "5.00"]) for day in weekdays("2020-01-01", 300)])


@pytest.fixture(scope="module")
def table3() -> bytes:
    return landable_table3()


def everything(settings: Settings) -> dict[str, bytes]:
    """Every file below the data folder by its path."""
    files = (path for path in settings.data_dir.rglob("*") if path.is_file())
    return {
        str(path.relative_to(settings.data_dir)): path.read_bytes() for path in files
    }


def folder_content(settings: Settings) -> dict[str, bytes]:
    """Everything but the cells, which a comparison of vintages may have cached."""
    found = everything(settings).items()
    return {path: content for path, content in found if not path.startswith("parsed/")}


def landed_ids(settings: Settings) -> list[str]:
    return [file.sidecar.source_id for file in landed_files(settings)]


# --- what is stored ----------------------------------------------------------------


def test_the_bytes_are_stored_unchanged_under_their_hash(settings: Settings) -> None:
    landing = land(TABLE5, by_hand("slt_table5.txt"), settings)
    digest = hashlib.sha256(TABLE5).hexdigest()
    assert landing.is_new
    assert landing.file.path == settings.landed_dir / f"tic/slt_table5/{digest}.txt"
    assert landing.file.path.read_bytes() == TABLE5
    assert landing.file.document().content == TABLE5


def test_the_sidecar_says_all_that_is_known(settings: Settings) -> None:
    origin = by_hand("slt_table5.txt").model_copy(
        update={"url": "https://example.org/t5", "etag": '"1"', "note": "seen"}
    )
    path = land(TABLE5, origin, settings).file.path.with_suffix(".json")
    assert json.loads(path.read_bytes()) == {
        "landed_from": "hand",
        "file_name": "slt_table5.txt",
        "url": "https://example.org/t5",
        "captured_at": "2026-11-20T12:00:00Z",
        "etag": '"1"',
        "last_modified": None,
        "note": "seen",
        "source_id": "tic_slt_table5",
        "sha256": hashlib.sha256(TABLE5).hexdigest(),
        "size_bytes": len(TABLE5),
        "released_on": "2026-06-18",
        "released_on_basis": "release calendar, by its newest month",
        "cells": 273,
        "first_reference_date": "2025-04-30",
        "last_reference_date": "2026-04-30",
    }


def test_the_same_bytes_again_change_nothing(settings: Settings) -> None:
    first = land(TABLE5, by_hand("a.txt"), settings)
    before = folder_content(settings)
    second = land(TABLE5, by_hand("b.csv"), settings)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.file == first.file
    assert second.cells is None
    assert folder_content(settings) == before


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("foo.csv", ".csv"),
        ("TABLE.TXT", ".txt"),
        ("x.json", ".txt"),  # must not take its own sidecar's name
        ("x.partial", ".txt"),
        ("x.zip", ".txt"),
        ("no ending", ".txt"),
    ],
)
def test_a_file_is_known_by_its_content_and_not_by_its_name(
    settings: Settings, table3: bytes, name: str, stored: str
) -> None:
    landing = land(table3, by_hand(name), settings)
    assert landing.file.source.id == "tic_slt_table3"
    assert landing.file.path.suffix == stored
    assert landed_ids(settings) == ["tic_slt_table3"]
    assert next(landed_files(settings)).path.read_bytes() == table3


def test_a_zip_is_called_a_zip_whatever_it_was_called(settings: Settings) -> None:
    currencies = ("USD", "JPY", "GBP", "SEK", "CHF", "NOK")
    days = rising(weekdays("1999-01-04", 6000), 1.1, 0.0001, len(currencies))
    csv = ecb_history(days, currencies)
    content = zipped(("eurofxref-hist.csv", csv), stored=True)
    assert land(content, by_hand("a.csv"), settings).file.path.suffix == ".zip"


def test_a_name_that_is_no_text_is_kept_readable(
    settings: Settings, tmp_path: Path
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_bytes(TABLE5)
    sidecar = land_path(path, settings, "hand").file.sidecar
    assert sidecar.file_name.endswith("caf\ufffd.txt")


def test_two_vintages_stand_side_by_side_with_the_older_data_first(
    settings: Settings,
) -> None:
    for newest in ("2026-04", "2026-02", "2026-03"):
        land(slt_table5(months_back(newest, 13)), by_hand(), settings)
    newest_months = [
        str(file.sidecar.last_reference_date) for file in landed_files(settings)
    ]
    assert newest_months == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_every_layout_lands(settings: Settings) -> None:
    # of another release than Table 5, whose figures tell their place
    table3 = landable_table3("2026-02")
    contents = [table3, landable_table1("2024-10"), landable_mfhhis01(), mfh()]
    contents += [TABLE5, slt_table5_html(months_back("2026-03", 13)), YEAR, H15]
    contents += [
        fred(FRED_DAYS),
        jgb(rising(weekdays("2026-10-01", 5), 1, 0.01, 15), "October 2026"),
    ]
    for content in contents:
        assert land(content, by_hand(), settings).is_new
    assert len(landed_ids(settings)) == len(contents)


# --- dates of release --------------------------------------------------------------


@pytest.mark.parametrize(
    ("newest", "released_on"), [("2024-10", "2024-12-19"), ("2025-08", "2025-11-18")]
)
def test_table_1_takes_its_release_from_the_calendar(
    settings: Settings, newest: str, released_on: str
) -> None:
    sidecar = land(landable_table1(newest), by_hand(), settings).file.sidecar
    assert str(sidecar.released_on) == released_on
    assert sidecar.released_on_basis == "release calendar, by its newest month"


def test_a_release_given_by_hand_is_kept_with_its_basis(settings: Settings) -> None:
    day = date(2026, 6, 20)
    sidecar = land(TABLE5, by_hand(), settings, released_on=day).file.sidecar
    assert (sidecar.released_on, sidecar.released_on_basis) == (day, "given by hand")


def test_the_release_stated_in_the_file_is_kept(settings: Settings) -> None:
    sidecar = land(mfh(), by_hand(), settings).file.sidecar
    assert str(sidecar.released_on) == "2023-03-15"
    assert sidecar.released_on_basis == "stated in the file"


def test_a_daily_file_has_no_known_release(settings: Settings) -> None:
    sidecar = land(fred(FRED_DAYS), by_hand(), settings).file.sidecar
    assert (sidecar.released_on, sidecar.released_on_basis) == (None, "unknown")


# --- leftovers and damage ----------------------------------------------------------


def test_half_written_leftovers_are_not_listed_and_do_no_harm(
    settings: Settings,
) -> None:
    digest = hashlib.sha256(TABLE5).hexdigest()
    folder = settings.landed_dir / "tic" / "slt_table5"
    folder.mkdir(parents=True)
    (folder / f"{digest}.txt").write_bytes(TABLE5)  # its sidecar was never written
    (folder / f".{digest}.txt.partial").write_bytes(TABLE5[:100])
    (folder / f".{digest}.json.partial").write_bytes(b"{")
    assert list(landed_files(settings)) == []
    assert land(TABLE5, by_hand(), settings).is_new
    assert landed_ids(settings) == ["tic_slt_table5"]


def test_a_sidecar_whose_bytes_are_gone_is_not_listed(settings: Settings) -> None:
    land(TABLE5, by_hand(), settings).file.path.unlink()
    assert list(landed_files(settings)) == []


@pytest.mark.parametrize("text", ["", "{", '{"source_id": "tic_slt_table5"}', "\0"])
def test_a_damaged_sidecar_is_named(settings: Settings, text: str) -> None:
    sidecar = land(TABLE5, by_hand(), settings).file.path.with_suffix(".json")
    sidecar.write_text(text)
    with pytest.raises(WarehouseError, match="this is not what a landing wrote") as no:
        list(landed_files(settings))
    assert str(no.value).startswith(f"{sidecar}: ")
    assert "`tic-warehouse land FILE`" in str(no.value)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("sha256", "0" * 64),
        ("source_id", "tic_slt_table3"),
        ("source_id", "no_such_source"),
    ],
)
def test_a_sidecar_that_is_whole_and_of_another_file_drops_none_unseen(
    settings: Settings, part: str, value: str
) -> None:
    sidecar = land(TABLE5, by_hand(), settings).file.path.with_suffix(".json")
    changed = json.loads(sidecar.read_bytes()) | {part: value}
    sidecar.write_text(json.dumps(changed))
    with pytest.raises(WarehouseError, match="this is not what a landing wrote"):
        list(landed_files(settings))


def test_a_landed_file_that_was_changed_later_is_refused(settings: Settings) -> None:
    file = land(TABLE5, by_hand(), settings).file
    file.path.write_bytes(TABLE5.replace(b"100.0", b"100.1"))
    with pytest.raises(WarehouseError, match="was changed after its landing"):
        cell_file(settings, file)


def test_cells_that_the_landing_read_are_kept_for_the_run(settings: Settings) -> None:
    landing = land(TABLE5, by_hand(), settings)
    cache_cells(settings, landing.file, landing.cells)
    kept = everything(settings)
    path = cell_file(settings, landing.file).path
    assert everything(settings) == kept  # read from what was kept
    path.unlink()
    assert cell_file(settings, landing.file).path == path
    assert everything(settings) == kept  # the same, read from the file


@pytest.mark.parametrize("place", ["start", "middle", "end", "all", "hash"])
def test_damaged_cells_are_read_from_the_file_again(
    settings: Settings, place: str
) -> None:
    landing = land(TABLE5, by_hand(), settings)
    path = cell_file(settings, landing.file).path
    kept = everything(settings)
    content = bytearray(path.read_bytes())
    at = {"start": 2, "middle": len(content) // 3, "end": len(content) - 6}.get(place)
    if at is not None:
        content[at] ^= 255  # in the middle only one cell's text may change
    path.write_bytes(b"" if place == "all" else content)
    if place == "hash":
        path.with_suffix(".sha256").write_bytes(b"\xff")
    assert cell_file(settings, landing.file).path == path
    assert everything(settings) == kept


def test_cells_that_cannot_be_kept_are_told(settings: Settings) -> None:
    landing = land(TABLE5, by_hand(), settings)
    settings.parsed_dir.write_text("")
    with pytest.raises(WarehouseError, match=r"parquet: cannot be written"):
        cache_cells(settings, landing.file, landing.cells)


# --- taken back --------------------------------------------------------------------


def test_a_landing_taken_back_leaves_only_its_hash(settings: Settings) -> None:
    kept = land(slt_table5(months_back("2026-03", 13)), by_hand(), settings).file
    before = folder_content(settings)
    without = fingerprint(settings)
    landing = land(TABLE5, by_hand(), settings)
    cache_cells(settings, landing.file, landing.cells)
    digest = landing.file.sidecar.sha256
    assert fingerprint(settings) != without
    assert forget(settings, digest[:8].upper()) == landing.file
    assert list(landed_files(settings)) == [kept]
    assert fingerprint(settings) == without
    listed = {"landed/forgotten.txt": f"{digest}\n".encode()}
    assert folder_content(settings) == before | listed
    assert not list(settings.parsed_dir.rglob(f"{digest}*"))
    assert land(TABLE5, by_hand(), settings).is_new
    assert forgotten_hashes(settings) == frozenset()


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        ("0123456", "give at least 8 hexadecimal digits"),
        ("********", "give at least 8 hexadecimal digits"),
        ("0" * 64, "no landed file has a SHA-256 that begins like this"),
    ],
)
def test_a_prefix_that_names_no_file_removes_nothing(
    settings: Settings, prefix: str, sentence: str
) -> None:
    land(TABLE5, by_hand(), settings)
    before = folder_content(settings)
    with pytest.raises(WarehouseError, match=sentence):
        forget(settings, prefix)
    assert folder_content(settings) == before


def test_a_prefix_of_two_files_removes_neither(settings: Settings) -> None:
    file = land(TABLE5, by_hand(), settings).file
    for source_id, ending in (("tic_slt_table5", "0000"), ("tic_mfh", "1111")):
        twin = file.sidecar.model_copy(
            update={"source_id": source_id, "sha256": "ab" * 30 + ending}
        )
        place = settings.landed_dir / all_sources()[source_id].folder
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{twin.sha256}.json").write_text(twin.model_dump_json())
        (place / f"{twin.sha256}.txt").write_bytes(TABLE5)
    before = folder_content(settings)
    with pytest.raises(WarehouseError, match=r"2 landed files .* give more digits"):
        forget(settings, "ab" * 4)
    assert folder_content(settings) == before


# --- an older copy -----------------------------------------------------------------


def test_an_older_copy_is_refused_for_a_fetch_and_taken_by_hand(
    settings: Settings,
) -> None:
    land(TABLE5, by_hand(), settings)
    older = slt_table5(months_back("2026-03", 13))
    before = folder_content(settings)
    with pytest.raises(WarehouseError, match="the publisher's server gave an old copy"):
        land(older, by_hand(), settings, expected=all_sources()["tic_slt_table5"])
    assert folder_content(settings) == before
    assert land(older, by_hand(), settings).is_new


def test_a_fred_file_cut_off_between_two_days_is_an_older_copy(
    settings: Settings,
) -> None:
    expected = all_sources()["fred_DGS10"]
    land(fred(FRED_DAYS), by_hand(), settings, expected=expected)
    with pytest.raises(WarehouseError, match="older than those landed already"):
        land(fred(FRED_DAYS[:-1]), by_hand(), settings, expected=expected)


def test_last_year_may_be_fetched_after_this_year(settings: Settings) -> None:
    expected = all_sources()["us_treasury_par_yields"]
    for first in ("2026-01-02", "2025-01-02"):
        content = treasury_year(rising(weekdays(first, 20), 4, 0.01, 5))
        assert land(content, by_hand(), settings, expected=expected).is_new


def test_a_fetch_that_brings_another_file_is_refused(settings: Settings) -> None:
    with pytest.raises(WarehouseError) as caught:
        land(mfh(), by_hand(), settings, expected=all_sources()["tic_slt_table5"])
    assert "this is tic_mfh, not tic_slt_table5 that was asked for" in str(caught.value)


# --- refused, with nothing left behind ---------------------------------------------


@dataclass
class Broken:
    """A broken file, what is said with it, and how it is refused."""

    write: Callable[[], bytes]
    sentence: str
    released_on: date | None = None
    series: str | None = None


def _table3_with(old: str, new: str) -> bytes:
    return replaced(landable_table3(), old, new)


BROKEN = {
    "empty": Broken(lambda: b"", "the file is empty"),
    "error page": Broken(lambda: b"<html>404", "this is a web page"),
    "UTF-16": Broken(lambda: TABLE5.decode().encode("utf-16"), "in UTF-16"),
    "latin-1": Broken(
        lambda: TABLE5.replace(b"Brazil", b"Br\xe9sil"), "the byte 0xe9 is not ascii"
    ),
    "other layout": Broken(lambda: b"a;b\n1;2\n", "no known layout begins like this"),
    "cut off": Broken(lambda: TABLE5[:-900], "cut off"),
    "Table 3 cut off": Broken(
        lambda: b"".join(landable_table3().splitlines(keepends=True)[:-40]),
        "has no row for 2020-01",
    ),
    "history cut off": Broken(lambda: landable_mfhhis01()[:-9000], "cut off"),
    "Treasury cut off": Broken(
        lambda: b"\n".join(YEAR.splitlines()[:-5]),
        "lands by whole years; land the year",
    ),
    "too small": Broken(
        lambda: slt_table3(months_back("2026-04", 3)), "fewer than the 150,000"
    ),
    "unit": Broken(
        lambda: _table3_with("Millions of", "Billions of"), "the unit must read"
    ),
    "sign": Broken(
        lambda: _table3_with("an increase", "a decrease"), "the sign note must say"
    ),
    "column": Broken(
        lambda: _table3_with("for_st_treas_net", "other"), "the columns changed"
    ),
    "country": Broken(
        lambda: _table3_with("Grand Total", "Grand Totale"), "the holder is unknown"
    ),
    "token": Broken(lambda: replaced(TABLE5, "101.1", "n/a?"), "neither a number nor"),
    "duplicate": Broken(lambda: with_line_twice(TABLE5, 8), "is already on line 8"),
    "missing row": Broken(
        lambda: without_line(landable_table3(), 200), "has no row for"
    ),
    "spike": Broken(lambda: replaced(TABLE5, "101.1", "101101.1"), "is far from"),
    "missing days": Broken(
        lambda: fred([*FRED_DAYS[:20], *FRED_DAYS[40:]]),
        "gap in the dates: nothing between",
    ),
    "future": Broken(
        lambda: slt_table5(months_back("2027-04", 13)), "after the day it was captured"
    ),
    "revived": Broken(
        lambda: mfh("2023-02", "April 17, 2023"),
        "tic_mfh was frozen with the data of 2023-01, yet this copy has 2023-02",
    ),
    "contradicted": Broken(
        mfh, "released on 2023-03-15, not on 2023-04-15", date(2023, 4, 15)
    ),
    "too early": Broken(
        lambda: TABLE5, "cannot have been released on", date(2026, 4, 1)
    ),
    "unknown series": Broken(
        lambda: fred(FRED_DAYS, "DATE,WALCL"), "WALCL has no block"
    ),
    "no series": Broken(lambda: fred(FRED_DAYS, "Date,Value"), "--series"),
    "other series": Broken(
        lambda: fred(FRED_DAYS),
        "the heading names DGS10, another series than --series DGS2",
        series="DGS2",
    ),
    "two members": Broken(
        lambda: zipped(("a.csv", b"1"), ("b.csv", b"2")), "no known archive holds"
    ),
    "damaged zip": Broken(
        lambda: zipped(("a.csv", FRED_DAYS.__repr__().encode()))[:-30], "zip is damaged"
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_refused_file_leaves_the_landed_ones_as_they_were(
    settings: Settings, broken: Broken
) -> None:
    land(slt_table5(months_back("2026-02", 13)), by_hand(), settings)
    before = folder_content(settings)
    with pytest.raises(WarehouseError) as caught:
        land(
            broken.write(),
            by_hand(),
            settings,
            released_on=broken.released_on,
            series=broken.series,
        )
    assert str(caught.value).startswith("file")
    assert broken.sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert folder_content(settings) == before


def test_a_resave_without_a_name_lands_with_the_series_given(
    settings: Settings,
) -> None:
    content = fred(FRED_DAYS, "Date,Value")
    landing = land(content, by_hand(), settings, series="dgs10")
    assert landing.file.source.id == "fred_DGS10"
    assert cell_file(settings, landing.file).path.exists()


# --- paths, permissions, a full disk -----------------------------------------------


@contextmanager
def without_privileges() -> Iterator[None]:
    """As nobody for a moment: root may read and write everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError) as caught:
        land_path(tmp_path, settings, "hand")
    assert str(caught.value) == f"{tmp_path}: this is a folder; name the files in it"


def test_a_missing_path_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError) as caught:
        land_path(tmp_path / "nothing.txt", settings, "hand")
    assert "nothing.txt: cannot be read (No such file or directory)" in str(
        caught.value
    )


def test_a_file_without_permission_is_told(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_bytes(TABLE5)
    path.chmod(0)
    with without_privileges(), pytest.raises(WarehouseError) as caught:
        land_path(path, settings, "hand")
    assert "secret.txt: cannot be read (Permission denied); check the name" in str(
        caught.value
    )


def test_a_data_folder_that_may_only_be_read_is_told() -> None:
    # Not pytest's own folder: nobody but its owner may even look into that one.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        with without_privileges(), pytest.raises(WarehouseError) as caught:
            land(TABLE5, by_hand(), Settings(data_dir=Path(folder)))
        assert "txt: cannot be written (Permission denied)" in str(caught.value)
        assert list(Path(folder).iterdir()) == []


def test_a_data_folder_without_permission_is_told(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    settings = Settings(data_dir=locked)
    with without_privileges(), pytest.raises(WarehouseError) as caught:
        land(TABLE5, by_hand(), settings)
    assert "(Permission denied); check the permissions" in str(caught.value)
    assert list(locked.iterdir()) == []


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(WarehouseError, match=r"cannot be written \(Not a directory"):
        land(TABLE5, by_hand(), Settings(data_dir=tmp_path / "data"))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from orchestration.errors import WarehouseError
from tests.support.fixtures import land_path
from orchestration.settings import Settings
settings = Settings(data_dir=Path(sys.argv[2]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    land_path(Path(sys.argv[1]), settings, "hand")
except WarehouseError as problem:
    print(problem)
"""


@pytest.mark.parametrize("room", [200, len(TABLE5) - 1])
def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    tmp_path: Path, room: int
) -> None:
    (tmp_path / "table5.txt").write_bytes(TABLE5)
    places = [str(tmp_path / "table5.txt"), str(tmp_path / "data")]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *places, str(room)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot be written (File too large); free some space" in done.stdout
    assert folder_content(Settings(data_dir=tmp_path / "data")) == {}


def test_a_sidecar_that_cannot_be_written_takes_the_bytes_back(
    settings: Settings,
) -> None:
    digest = hashlib.sha256(TABLE5).hexdigest()
    blocked = settings.landed_dir / "tic" / "slt_table5" / f".{digest}.json.partial"
    blocked.mkdir(parents=True)  # a folder where the sidecar would be written
    with pytest.raises(WarehouseError, match=r"json: cannot be written"):
        land(TABLE5, by_hand(), settings)
    assert folder_content(settings) == {}


def test_a_file_is_written_whole_over_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "a" / "file.txt"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert [each.name for each in path.parent.iterdir()] == ["file.txt"]
    assert path.read_bytes() == b"new"


def test_a_landing_by_hand_knows_when_it_happened(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "t5.txt").write_bytes(TABLE5)
    before = datetime.now(UTC)
    sidecar = land_path(tmp_path / "t5.txt", settings, "inbox").file.sidecar
    assert before <= sidecar.captured_at <= datetime.now(UTC)
    assert sidecar.landed_from == "inbox"
