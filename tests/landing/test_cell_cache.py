"""Parsed cells are cached for their parser, and old caches do not pile up."""

from dataclasses import replace

import pytest

from orchestration.landing import cell_cache
from orchestration.landing.cell_cache import cell_file, read_cells, remove_old_cells
from orchestration.landing.landed_files import LandedFile
from orchestration.landing.store import forget, land
from orchestration.settings import Settings
from tests.support.fixtures import by_hand, months_back, slt_table5

APRIL = slt_table5(months_back("2026-04", 13))
MARCH = slt_table5(months_back("2026-03", 13))


def cached(settings: Settings) -> set[str]:
    return {path.name for path in settings.parsed_dir.rglob("*") if path.is_file()}


@pytest.fixture
def april(settings: Settings) -> LandedFile:
    file = land(APRIL, by_hand(), settings).file
    cell_file(settings, file)
    return file


def test_a_changed_parser_reads_again_and_what_the_old_one_read_goes(
    settings: Settings, april: LandedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = cached(settings)
    assert len(old) == 2  # the cells and their hash
    assert remove_old_cells(settings, [april]) == 0
    monkeypatch.setattr(cell_cache, "parser_fingerprint", lambda parser: "changed")
    path = cell_file(settings, april).path
    assert len(cached(settings)) == 4
    assert remove_old_cells(settings, [april]) == 2
    assert cached(settings) & old == set()
    assert len(read_cells(cell_file(settings, april))) == april.sidecar.cells
    assert path.exists()


def test_a_block_that_tells_the_parser_something_else_reads_again(
    settings: Settings, april: LandedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cell_file(settings, april).path
    changed = april.source.model_copy(update={"leading_zeros_are_missing": True})
    monkeypatch.setattr(LandedFile, "source", changed)
    assert cell_file(settings, replace(april)).path != before


def test_cells_of_no_landed_file_and_torn_ones_go(
    settings: Settings, april: LandedFile
) -> None:
    march = land(MARCH, by_hand(), settings).file
    path = cell_file(settings, march).path
    kept = cached(settings)
    path.with_name("0123-4567-2.partial").write_bytes(b"of a run that was killed")
    path.with_name("0123-4567-2.parquet").write_bytes(b"of a copy that is gone")
    assert remove_old_cells(settings, [april, march]) == 2
    assert cached(settings) == kept
    forget(settings, march.sidecar.sha256)
    remove_old_cells(settings, [april])
    assert {name[:64] for name in cached(settings)} == {april.sidecar.sha256}
