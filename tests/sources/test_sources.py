"""The blocks of the published files: valid, complete, and known where they must be.

Belongs here: what holds of every block. Does not: the files themselves.
"""

import inspect
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from orchestration import sources
from orchestration.errors import WarehouseError
from orchestration.parsing.registry import parser_fingerprint
from orchestration.settings import PROJECT_ROOT
from orchestration.sources import Source, all_sources, display_names, raw_tables

STAGING_SOURCES = PROJECT_ROOT / "dbt_project" / "models" / "staging" / "_sources.yml"
every_source = pytest.mark.parametrize(
    "source", all_sources().values(), ids=all_sources()
)


def blocks() -> list[dict[str, object]]:
    folder = Path(sources.__file__).parent
    return [
        block
        for path in sorted(folder.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def test_every_block_of_the_yaml_files_is_a_source() -> None:
    assert [block["id"] for block in blocks()] == list(all_sources())


def test_a_block_with_a_field_that_nobody_reads_is_refused() -> None:
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        Source.model_validate({**blocks()[0], "colour": "red"})


@every_source
def test_the_parser_of_a_block_exists_and_reads_what_it_is_given(
    source: Source,
) -> None:
    module, name = source.parser.split(":")
    parser = getattr(import_module(f"orchestration.parsing.{module}"), name)
    assert list(inspect.signature(parser).parameters) == [
        "document",
        "expected_columns",
    ]
    assert len(parser_fingerprint(source.parser)) == 12


@every_source
def test_the_raw_table_of_a_block_is_known_to_dbt(source: Source) -> None:
    declared = yaml.safe_load(STAGING_SOURCES.read_text(encoding="utf-8"))["sources"]
    raw = next(each for each in declared if each["name"] == "raw")
    assert source.raw_table in {table["name"] for table in raw["tables"]}


@every_source
def test_the_addresses_of_a_block_are_complete(source: Source) -> None:
    addresses = source.addresses(date(2026, 11, 20))
    assert all(address.startswith("https://") for address in addresses)
    assert not any(mark in address for address in addresses for mark in "{} ")
    assert len(set(addresses)) == len(addresses)


def test_an_address_by_year_becomes_one_for_each_year() -> None:
    treasury = all_sources()["us_treasury_par_yields"]
    archive, *years = treasury.addresses(date(2027, 1, 2))
    assert archive.endswith("yield-curve-rates-1990-2024.csv")
    assert [
        f"/{year}/all?" in address
        for year, address in zip((2025, 2026, 2027), years, strict=True)
    ] == [True] * 3


def test_a_frozen_source_is_never_fetched() -> None:
    assert all_sources()["tic_mfh"].addresses(date(2026, 11, 20)) == []


@every_source
def test_the_size_band_and_the_bounds_of_a_block_hold_something(
    source: Source,
) -> None:
    band, bounds = source.size_bytes, source.plausible
    assert 0 < band.floor < band.ceiling
    assert bounds.minimum is not None
    assert (bounds.spike_ratio is None) != (bounds.jump is None)
    assert set(bounds.position_measures) <= {*source.columns, "holdings"}


@every_source
def test_a_block_names_its_terms_and_its_unit(source: Source) -> None:
    assert source.publisher
    assert source.licence
    assert source.unit
    assert source.title


def test_no_two_sources_share_a_folder() -> None:
    folders = [source.folder for source in all_sources().values()]
    assert len(set(folders)) == len(folders)


def test_sources_of_one_raw_table_share_its_unit_or_are_named_by_series() -> None:
    for name, members in raw_tables().items():
        units = {source.unit for source in members}
        assert len(units) == 1 or name == "fred_series"


def test_blocks_of_one_raw_table_that_disagree_are_rejected() -> None:
    first, *_, last = raw_tables()["fred_series"]
    twin = last.model_copy(update={"figure_share_floor": 0.5})
    with pytest.raises(
        WarehouseError, match=f"is 0.85 in the block {first.id} and 0.5"
    ):
        sources._reject_disagreement([first, twin])


@every_source
def test_a_source_that_the_marts_name_has_a_display_name(source: Source) -> None:
    if source.precedence or (source.staging and source.staging.figures):
        assert source.name in display_names()
    # a survey's types reach survey_holdings, and no table of figures of all files
    if source.name in display_names():
        assert source.staging


def test_a_name_without_a_display_name_is_rejected() -> None:
    unnamed = all_sources()["tic_slt_table3"].model_copy(update={"display_name": None})
    with pytest.raises(
        WarehouseError, match=r"tic.yml: the block tic_slt_table3 .* no display_name"
    ):
        sources._reject_name_without_display_name(unnamed, Path("tic.yml"))
