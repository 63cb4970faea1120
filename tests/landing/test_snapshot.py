"""The shipped snapshot: it lands, it holds the publishers' figures and no prose.

Belongs here: `data/bundled` as committed, and how it is written. Does not: landing in
general (`test_land.py`).
"""

import csv
import gzip
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pandas
import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.landed_files import landed_files
from orchestration.landing.snapshot import CATALOGUE, BundledFile, land_bundle, unpacked
from orchestration.maintenance.snapshot import write_bundle
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources
from tests.support.fixtures import mfh

BUNDLED = PROJECT_ROOT / "data" / "bundled"
ENTRIES = [
    BundledFile.model_validate(entry)
    for entry in json.loads((BUNDLED / CATALOGUE).read_bytes())
]
SHIPPED = {
    shipped.path: shipped
    for source in all_sources().values()
    for shipped in source.snapshot
}
# Years of an era and names of columns are in Japanese; all else is ASCII.
JAPANESE = {
    **dict.fromkeys(("6pi-1", "6pi-4", "securities_week"), "cp932"),
    "official_reserves_excerpt": "utf-8",
}

KEY = ["label", "code", "reference_date", "measure", "segment"]

every_entry = pytest.mark.parametrize(
    "entry", ENTRIES, ids=[each.path for each in ENTRIES]
)


def figures(path: Path, entry: BundledFile) -> pandas.DataFrame:
    """Every figure of a file by holder or series, day, measure and segment."""
    document = Document(str(path), unpacked(path))
    source = recognise(document, entry.series)
    assert source.id == entry.source_id
    cells = parse(document, source).cells.dropna(subset="cell_value")
    return cells[[*KEY, "cell_value"]]


def texts(path: Path) -> Iterator[str]:
    """The lines of a bundled file, those of every member where it is a zip."""
    contents = [unpacked(path)]
    if contents[0][:2] == b"PK":
        with zipfile.ZipFile(BytesIO(contents[0])) as archive:
            contents = [archive.read(name) for name in archive.namelist()]
    for content in contents:
        encoding = JAPANESE.get(path.parent.name, "ascii")
        yield from content.decode(encoding).splitlines()


def test_the_whole_snapshot_lands_and_landing_it_again_changes_nothing(
    settings: Settings,
) -> None:
    first = list(land_bundle(settings))
    assert [landing.is_new for landing in first] == [True] * len(ENTRIES)
    assert not any(landing.is_new for landing in land_bundle(settings))
    known = {file.sidecar.sha256: file.sidecar for file in landed_files(settings)}
    for entry in ENTRIES:
        sidecar = known[hashlib.sha256(unpacked(BUNDLED / entry.path)).hexdigest()]
        assert (sidecar.source_id, sidecar.landed_from) == (entry.source_id, "bundle")
        assert entry.released_on is None or sidecar.released_on == entry.released_on
        assert sidecar.captured_at.date() == entry.captured_on


def test_the_catalogue_lists_every_bundled_file_once() -> None:
    files = {
        str(path.relative_to(BUNDLED))
        for path in BUNDLED.rglob("*")
        if path.is_file() and path.name not in (CATALOGUE, "README.md")
    }
    assert sorted(files) == sorted(entry.path for entry in ENTRIES)
    assert {entry.path for entry in ENTRIES} == SHIPPED.keys()


@every_entry
def test_a_bundled_file_is_the_one_of_the_catalogue(entry: BundledFile) -> None:
    content = unpacked(BUNDLED / entry.path)
    assert hashlib.sha256(content).hexdigest() == entry.sha256


def test_every_text_is_packed_without_a_time_and_no_zip_is_packed_again() -> None:
    for entry in ENTRIES:
        content = (BUNDLED / entry.path).read_bytes()
        if entry.path.endswith(".gz"):
            assert (content[:4], content[4:8]) == (b"\x1f\x8b\x08\0", bytes(4))
        else:
            assert content[:2] == b"PK"


@pytest.mark.parametrize(
    ("series", "empty_days"), [("DGS20", ["1987-01-01", "1993-09-30"]), ("DGS10", [])]
)
def test_only_a_pause_for_years_keeps_its_empty_days(
    series: str, empty_days: list[str]
) -> None:
    """FRED has no 20-year yield of 1987 to 1993: no gap, but days without a figure."""
    found = [
        line.removesuffix(",.")
        for line in texts(BUNDLED / f"fred/{series}.csv.gz")
        if line.endswith(",.")
    ]
    assert [*found[:1], *found[-1:]] == empty_days


def test_a_damaged_file_of_the_snapshot_is_one_sentence(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, bundled_dir=tmp_path / "bundled")
    entry = ENTRIES[0]
    damaged = settings.bundled_dir / entry.path
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes((BUNDLED / entry.path).read_bytes()[:-100])
    catalogue = json.dumps([entry.model_dump(mode="json")])
    (settings.bundled_dir / CATALOGUE).write_text(catalogue)
    with pytest.raises(WarehouseError, match="snapshot is damaged"):
        list(land_bundle(settings))


def test_a_file_that_is_carried_over_anew_takes_the_place_of_the_old_one(
    tmp_path: Path,
) -> None:
    """A newer snapshot holds more of the same original, under the same two days."""
    [entry] = [each for each in ENTRIES if each.path == "tic/mfh/2023-03-15.txt.gz"]
    settings = Settings(data_dir=tmp_path / "data", bundled_dir=tmp_path / "bundled")
    content = unpacked(BUNDLED / entry.path)
    landed = []
    for figure in (b"1104.4", b"1104.5"):
        anew = content.replace(b"1104.4", figure)
        changed = entry.model_copy(update={"sha256": hashlib.sha256(anew).hexdigest()})
        path = settings.bundled_dir / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(anew))
        catalogue = json.dumps([changed.model_dump(mode="json")])
        (settings.bundled_dir / CATALOGUE).write_text(catalogue)
        landed += [landing.file.sidecar.sha256 for landing in land_bundle(settings)]
    assert len(set(landed)) == 2
    assert [file.sidecar.sha256 for file in landed_files(settings)] == landed[1:]


def test_a_month_of_release_is_told_and_never_becomes_a_day(
    settings: Settings,
) -> None:
    monthly = {entry.sha256 for entry in ENTRIES if entry.released_in}
    assert len(monthly) == 4  # the Federal Reserve's files, of 2021-07
    for landing in land_bundle(settings):
        if landing.file.sidecar.sha256 in monthly:
            assert landing.file.sidecar.released_on is None
            note = landing.file.sidecar.note or ""
            assert note.endswith("released in 2021-07, the day is not known")


def test_the_snapshot_holds_every_publisher_of_the_record() -> None:
    """All sources but those of which no copy of the publisher's own was at hand."""
    held = {entry.source_id for entry in ENTRIES}
    assert {source for source in all_sources() if source.startswith("tic_")} - held == {
        "tic_cslt"
    }
    assert {source for source in all_sources() if source.startswith("frb_")} <= held


def test_only_what_may_be_passed_on_is_bundled() -> None:
    for entry in ENTRIES:
        source = all_sources()[entry.source_id]
        assert source.redistribute
        assert (entry.publisher, entry.licence) == (source.publisher, source.licence)


def test_the_snapshot_is_small() -> None:
    sizes = [path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file()]
    assert sum(sizes) < 8_000_000


@every_entry
def test_a_bundled_file_holds_no_prose(entry: BundledFile) -> None:
    """The longest is a title by which a file is recognised, the oil exporters'."""
    for line in texts(BUNDLED / entry.path):
        for cell in re.split(r"[\t,]", line):
            assert sum(map(str.isalpha, cell)) <= 72, cell


def test_without_a_snapshot_there_is_nothing_to_land(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, bundled_dir=tmp_path / "none")
    assert list(land_bundle(settings)) == []


def test_a_bundle_without_its_originals_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "PROVENANCE.csv").write_text("path,url,released_on,captured_on\n")
    settings = Settings(bundled_dir=tmp_path / "bundled")
    with pytest.raises(WarehouseError, match=r"bertaut_judson.*cannot be read"):
        write_bundle(tmp_path, settings)
    assert not settings.bundled_dir.exists()


def test_a_fixture_is_no_original() -> None:
    known = {digest for entry in ENTRIES for digest in entry.carried_over_from}
    assert hashlib.sha256(mfh()).hexdigest() not in known


@pytest.mark.real
@every_entry
def test_a_bundled_file_holds_the_figures_of_its_originals(
    entry: BundledFile, real_data: Path
) -> None:
    originals = [
        figures(real_data / name, entry) for name in SHIPPED[entry.path].originals
    ]
    expected = pandas.concat(originals).drop_duplicates(KEY, keep="last")
    begin = SHIPPED[entry.path].since or date.min
    expected = expected[expected["reference_date"].dt.date >= begin]
    both = expected.merge(figures(BUNDLED / entry.path, entry), on=KEY, how="outer")
    assert both["cell_value_x"].notna().all()
    assert both["cell_value_x"].equals(both["cell_value_y"])


@pytest.mark.real
def test_no_bundled_file_is_a_copy_of_an_original(real_data: Path) -> None:
    with (real_data / "PROVENANCE.csv").open(encoding="utf-8") as file:
        originals = {
            row["sha256"]: (row["path"], row["layout"]) for row in csv.DictReader(file)
        }
    for entry in ENTRIES:
        assert entry.sha256 not in originals
        carried = [originals[digest] for digest in entry.carried_over_from]
        paths, layouts = zip(*carried, strict=True)
        assert paths == SHIPPED[entry.path].originals
        assert layouts == entry.layouts


@pytest.mark.real
def test_writing_the_bundle_again_gives_the_same_bytes(
    real_data: Path, tmp_path: Path
) -> None:
    write_bundle(real_data, Settings(bundled_dir=tmp_path))
    for path in sorted(BUNDLED.rglob("*")):
        if path.is_file() and path.name != "README.md":
            again = tmp_path / path.relative_to(BUNDLED)
            assert unpacked(again) == unpacked(path)
