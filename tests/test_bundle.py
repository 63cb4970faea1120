"""The shipped snapshot: it lands, it holds the publishers' figures and no prose.

Belongs here: `data/bundled` as committed, and how it is written. Does not: landing in
general (`test_land.py`).
"""

import csv
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

from orchestration.bundle import (
    CATALOGUE,
    CONTENTS,
    BundledFile,
    land_bundle,
    write_bundle,
)
from orchestration.errors import WarehouseError
from orchestration.land import landed_files
from orchestration.parse import parse, recognise
from orchestration.parse.document import Document
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources
from tests.fixtures import mfh

BUNDLED = PROJECT_ROOT / "data" / "bundled"
ENTRIES = [
    BundledFile.model_validate(entry)
    for entry in json.loads((BUNDLED / CATALOGUE).read_bytes())
]
# Only its new year is taken from this re-save, which lacks December 2024.
BEGINS = {"us_treasury/par_yields/2025.csv": date(2025, 1, 1)}

KEY = ["label", "code", "reference_date", "measure", "segment"]

every_entry = pytest.mark.parametrize(
    "entry", ENTRIES, ids=[each.path for each in ENTRIES]
)


def figures(path: Path, entry: BundledFile) -> pandas.DataFrame:
    """Every figure of a file by holder or series, day, measure and segment."""
    document = Document(str(path), path.read_bytes())
    source = recognise(document, entry.series)
    assert source.id == entry.source_id
    cells = parse(document, source).cells.dropna(subset="cell_value")
    return cells[[*KEY, "cell_value"]]


def texts(path: Path) -> Iterator[str]:
    """The lines of a bundled file, unpacked where it is packed."""
    content = path.read_bytes()
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = archive.read(archive.namelist()[0])
    yield from content.decode("ascii").splitlines()


def test_the_whole_snapshot_lands_and_landing_it_again_changes_nothing(
    settings: Settings,
) -> None:
    first = list(land_bundle(settings))
    assert [landing.is_new for landing in first] == [True] * len(ENTRIES)
    assert not any(landing.is_new for landing in land_bundle(settings))
    known = {file.sidecar.sha256: file.sidecar for file in landed_files(settings)}
    for entry in ENTRIES:
        sidecar = known[hashlib.sha256((BUNDLED / entry.path).read_bytes()).hexdigest()]
        assert (sidecar.source_id, sidecar.landed_from) == (entry.source_id, "bundle")
        assert entry.released_on is None or sidecar.released_on == entry.released_on
        assert sidecar.captured_at.date() == entry.captured_on


def test_the_catalogue_lists_every_bundled_file_once() -> None:
    files = {
        str(path.relative_to(BUNDLED))
        for path in BUNDLED.rglob("*")
        if path.is_file() and path.name != CATALOGUE
    }
    assert sorted(files) == sorted(entry.path for entry in ENTRIES)
    assert [entry.path for entry in ENTRIES] == list(CONTENTS)


@every_entry
def test_a_bundled_file_is_the_one_of_the_catalogue(entry: BundledFile) -> None:
    content = (BUNDLED / entry.path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry.sha256


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
    for line in texts(BUNDLED / entry.path):
        for cell in re.split(r"[\t,]", line):
            assert sum(map(str.isalpha, cell)) <= 60, cell


def test_without_a_snapshot_there_is_nothing_to_land(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, bundled_dir=tmp_path / "none")
    assert list(land_bundle(settings)) == []


def test_a_bundle_without_its_originals_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "PROVENANCE.csv").write_text("path,url,released_on,captured_on\n")
    settings = Settings(bundled_dir=tmp_path / "bundled")
    with pytest.raises(WarehouseError, match=r"mfhhis01.*cannot be read"):
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
    originals = [figures(real_data / name, entry) for name in CONTENTS[entry.path]]
    expected = pandas.concat(originals).drop_duplicates(KEY, keep="last")
    begin = BEGINS.get(entry.path, date.min)
    expected = expected[expected["reference_date"].dt.date >= begin]
    both = expected.merge(figures(BUNDLED / entry.path, entry), on=KEY, how="outer")
    assert both["cell_value_x"].notna().all()
    assert both["cell_value_x"].equals(both["cell_value_y"])


@pytest.mark.real
def test_no_bundled_file_is_a_copy_of_an_original(real_data: Path) -> None:
    with (real_data / "PROVENANCE.csv").open(encoding="utf-8") as file:
        originals = {row["sha256"]: row["path"] for row in csv.DictReader(file)}
    for entry in ENTRIES:
        assert entry.sha256 not in originals
        carried = [originals[digest] for digest in entry.carried_over_from]
        assert tuple(carried) == CONTENTS[entry.path]


@pytest.mark.real
def test_writing_the_bundle_again_gives_the_same_bytes(
    real_data: Path, tmp_path: Path
) -> None:
    write_bundle(real_data, Settings(bundled_dir=tmp_path))
    for path in sorted(BUNDLED.rglob("*")):
        if path.is_file():
            assert (
                tmp_path / path.relative_to(BUNDLED)
            ).read_bytes() == path.read_bytes()
