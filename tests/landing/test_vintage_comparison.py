"""A file against the vintage next to it: what no revision does is rejected."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from orchestration.landing.collect import land_file
from orchestration.landing.landed_files import landed_files
from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources
from tests.support.warehouses import copy_of
from tests.torture.landing import SHIPPED, attack, settle
from tests.torture.mutants import DAMAGES

TABLE_5 = PROJECT_ROOT / "data/bundled/tic/slt_table5/2026-06-18.txt.gz"
HISTORY = PROJECT_ROOT / "data/bundled/tic/mfhhis01/2026-05-18.txt.gz"
TABLE_3 = PROJECT_ROOT / "data/bundled/tic/slt_table3/2026-06-18.txt.gz"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder in which the shipped snapshot has landed."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("vintages") / "data")
    settle(settings)
    return settings


@pytest.mark.parametrize("source_id", SHIPPED)
@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damaged_copy_lands_beside_its_vintage(
    settled: Settings, source_id: str, damage: str
) -> None:
    """`make torture` does this with thousands of seeds."""
    outcome = attack(settled, source_id, damage, seed=1)
    assert outcome is None or outcome.what == "rejected", outcome


@pytest.fixture
def warehouse(settled: Settings, tmp_path: Path) -> Settings:
    """A copy of it, in which a test may land."""
    return copy_of(settled, tmp_path / "data")


def offered(
    settings: Settings, folder: Path, content: bytes, accept: bool = False
) -> str:
    path = folder / "file.txt"
    path.write_bytes(content)
    result = land_file(path, settings, "hand", accepts_revisions=accept)
    return str(result.rejections[0]) if result.rejections else "landed"


def changed(path: Path, old: str, new: str, count: int = 1) -> bytes:
    text = unpacked(path).decode()
    assert text.count(old) >= count
    return text.replace(old, new, count).encode()


def test_a_revised_figure_lands(warehouse: Settings, tmp_path: Path) -> None:
    content = changed(HISTORY, "Japan\t1185.5\t", "Japan\t1185.6\t")
    assert offered(warehouse, tmp_path, content) == "landed"


def test_two_names_exchanged_are_named_with_line_and_vintage(
    warehouse: Settings, tmp_path: Path
) -> None:
    content = (
        unpacked(TABLE_5)
        .decode()
        .replace("Belgium\t", "Lux\t")
        .replace("Luxembourg\t", "Belgium\t")
        .replace("Lux\t", "Luxembourg\t")
        .encode()
    )
    sentence = offered(warehouse, tmp_path, content)
    assert "line 8 ('Belgium'): the figures of Belgium (holdings) are" in sentence
    assert "has for Luxembourg (holdings); fetch it again" in sentence


def test_a_holder_that_is_gone_is_named(warehouse: Settings, tmp_path: Path) -> None:
    lines = unpacked(TABLE_3).decode().splitlines(keepends=True)
    content = "".join(
        line for line in lines if not line.startswith("Belgium\t")
    ).encode()
    sentence = offered(warehouse, tmp_path, content)
    assert (
        "Belgium (for_lt_treas_net) is gone, of which the vintage of 2026-06-18"
        in sentence
    )


def test_a_great_revision_lands_when_it_is_accepted(
    warehouse: Settings, tmp_path: Path
) -> None:
    rows = [line.split("\t") for line in unpacked(TABLE_5).decode().splitlines()]
    for row in rows:
        if row[0] == "Belgium":
            more = [float(cell) * 0.6 for cell in row[1:]]
        if row[0] in ("Belgium", "Grand Total"):
            pairs = zip(row[1:], more, strict=True)
            row[1:] = [f"{float(cell) + each:.1f}" for cell, each in pairs]
    content = "\n".join("\t".join(row) for row in rows).encode() + b"\n"
    before = len(list(landed_files(warehouse, all_sources()["tic_slt_table5"])))
    sentence = offered(warehouse, tmp_path, content)
    assert "land it by `tic-warehouse land --accept-revisions`" in sentence
    assert len(list(landed_files(warehouse, all_sources()["tic_slt_table5"]))) == before
    assert offered(warehouse, tmp_path, content, accept=True) == "landed"


def test_a_great_revision_in_an_archive_lands_when_it_is_accepted(
    warehouse: Settings, tmp_path: Path
) -> None:
    lines = unpacked(TABLE_3).decode().splitlines(keepends=True)
    shorter = "".join(line for line in lines if not line.startswith("Belgium\t"))
    path = tmp_path / "ticrel_20260714.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("slt_table3.txt", shorter)
    [rejection] = land_file(path, warehouse, "hand").rejections
    assert "land it by `tic-warehouse land --accept-revisions`" in str(rejection)
    result = land_file(path, warehouse, "hand", accepts_revisions=True)
    assert not result.rejections
    assert len(result.members) == 1


@pytest.mark.real
def test_the_comparison_knows_what_revisions_look_like(
    warehouse: Settings, real_data: Path
) -> None:
    """Real vintages of one table, up to sixteen months apart, all land."""
    for name in (
        "tic/slt_table3/2026-07-14.txt",
        "tic/slt_table5/2026-09-16.txt",
        "tic/mfhhis01/2026-09-16.txt",
        "mof_japan/jgbcme_all/2026-09-30.csv",
    ):
        result = land_file(real_data / name, warehouse, "hand")
        assert not result.rejections, result.rejections
