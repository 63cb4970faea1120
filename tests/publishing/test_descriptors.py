"""What stands beside the Parquet files: descriptors that machines validate, a workbook.

Belongs here: `datapackage.json`, `croissant.json` and `tables.xlsx` of a publication.
Does not: the tables themselves.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import mlcroissant
import openpyxl
import pyarrow.parquet
import pytest
from frictionless import Package

from orchestration.publishing.workbook import write_workbook
from orchestration.settings import Settings


@pytest.fixture(scope="module")
def folder(published: Settings) -> Path:
    return published.published_dir / "parquet"


@pytest.fixture(scope="module")
def package(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "datapackage.json").read_text())
    return content


def test_the_data_package_is_valid(package: dict[str, Any]) -> None:
    report = Package.validate_descriptor(package)
    assert report.valid, report.flatten(["message"])
    broken = package | {"resources": [{"name": "no path"}]}
    assert not Package.validate_descriptor(broken).valid


def test_the_data_package_describes_every_file_as_it_is(
    package: dict[str, Any], folder: Path
) -> None:
    resources = {each["path"]: each for each in package["resources"]}
    assert set(resources) == {path.name for path in folder.glob("*.parquet")}
    for name, resource in resources.items():
        content = (folder / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        described = [field["name"] for field in resource["schema"]["fields"]]
        assert described == pyarrow.parquet.read_schema(folder / name).names
        assert resource["description"], name
    holdings = resources["holdings.parquet"]["schema"]
    assert holdings["primaryKey"] == [
        *("holder_code", "reference_month", "instrument", "segment_id"),
    ]
    [position] = [
        field for field in holdings["fields"] if field["name"] == "position_usd_mn"
    ]
    assert (position["type"], position["unit"]) == ("number", "USD million")


def test_croissant_is_valid_and_reads_the_files(folder: Path) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    rows = list(dataset.records("holders"))
    assert (
        len(rows) == pyarrow.parquet.read_metadata(folder / "holders.parquet").num_rows
    )
    assert b"Japan" in {row["holders/holder_name"] for row in rows}


def test_the_workbook_has_the_figures_of_the_record(
    folder: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    book = openpyxl.load_workbook(folder / "tables.xlsx", read_only=True)
    assert book.sheetnames[0] == "about"
    for sheet, measure in (
        ("holdings", "for_treas_pos"),
        ("net_purchases", "for_treas_net"),
        ("valuation_change", "for_lt_treas_valchg"),
    ):
        _, names, *rows = book[sheet].iter_rows(values_only=True)
        japan = names.index("Japan")
        shown = {row[0]: row[japan] for row in rows}
        [(text,)] = connection.execute(
            "select distinct cell_text from raw.tic_slt_table3 where code = '42609'"
            " and measure = $1 and reference_date = '2026-05-31'",
            [measure],
        ).fetchall()
        assert shown[datetime(2026, 5, 31)] == float(text)  # noqa: DTZ001 - a day
        assert len(names) == 41
    _, names, *rows = book["claims"].iter_rows(values_only=True)
    [(claims,)] = connection.sql("select count(*) from claims").fetchall()
    assert len(rows) == claims


def test_no_text_of_the_workbook_acts(tmp_path: Path, published: Settings) -> None:
    """A formula, a link and a command in the texts of a table stay what they say."""
    hostile = [
        "=1+1",
        "=HYPERLINK('http://127.0.0.1')",
        "@SUM(1)",
        "+1",
        "-1",
        "http://x",
    ]
    path = tmp_path / "tables.xlsx"
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{published.published_database}' as warehouse (read_only)"
        )
        connection.execute("use warehouse")
        connection.execute(
            "create temp table claims as from warehouse.main.claims limit 0"
        )
        connection.execute(
            "insert into temp.claims by name"
            " select row_number() over () as claim_number, text as claim,"
            " text as verdict from unnest($1) texts(text)",
            [hostile],
        )
        write_workbook(connection, path)
    book = openpyxl.load_workbook(path)
    cells = [row[1] for row in book["claims"].iter_rows(min_row=3)]
    assert [cell.value for cell in cells] == hostile
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
