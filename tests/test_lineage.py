"""From a figure to the publisher's bytes: the lineage macros of the published file.

Belongs here: that a line and a column say what the figure says, read from the landed
file itself. Does not: what parsers make of a file (`test_parse_*.py`).
"""

import zipfile
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources

Connection = duckdb.DuckDBPyConnection


def lines_of(published: Settings, sha256: str) -> list[str]:
    """The landed file's lines; of a zip those of the one file in it."""
    [path] = [
        path
        for path in published.landed_dir.glob(f"*/*/{sha256}.*")
        if path.suffix != ".json"
    ]
    content = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            [member] = archive.namelist()
            content = archive.read(member)
    return content.decode("latin-1").splitlines()


def places(connection: Connection, call: str) -> list[dict[str, object]]:
    found = connection.execute(f"from meta.{call}")
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize(
    ("call", "figure", "cells"),
    [
        # Table 3 of June 2026: Japan's line of April 2026, then that of March
        ("lineage_of('Japan', date '2026-04-30')", "position", ["1209889"]),
        ("lineage_of('Japan', date '2026-04-30')", "net_purchases", ["16283"]),
        (
            "lineage_of('42609', date '2026-04-01')",
            "position_of_the_month_before",
            ["1191572"],
        ),
        # the price change of the total stands in the long-term part of the line
        ("lineage_of('Japan', date '2026-04-30')", "valuation_change", ["-3238"]),
        (
            "lineage_of('China', date '2024-06-30', 'short_term')",
            "position",
            ["27713"],
        ),
        # mfhhis01 prints June 2011 twice, in $ billion: both segments
        (
            "lineage_of('Japan', date '2011-06-30')",
            "position",
            ["881.5", "911.1"],
        ),
        # Form S: 73,216 bought, 72,015 sold
        (
            "lineage_of('Japan', date '2011-06-30', 'long_term')",
            "net_purchases",
            ["73,216", "72,015"],
        ),
        ("lineage_of_yield('JP', 120, date '2026-06-30')", None, ["2.690"]),
        ("lineage_of_yield('US', 120, date '2024-12-31')", None, ["4.58"]),
        ("lineage_of_fx_rate('JPY', date '2020-08-24')", None, ["105.9"]),
        (
            "lineage_of_fx_rate('JPY', date '2020-08-24', 'ecb_reference')",
            None,
            ["1.1847", "125.26"],
        ),
    ],
)
def test_a_figure_leads_to_the_cell_that_says_it(
    connection: Connection,
    published: Settings,
    call: str,
    figure: str | None,
    cells: list[str],
) -> None:
    rows = [row for row in places(connection, call) if row.get("figure") == figure]
    assert len(rows) == len(cells)
    for row, cell in zip(rows, cells, strict=True):
        lines = lines_of(published, str(row["source_sha256"]))
        line = lines[int(str(row["line_number"])) - 1]
        printed = line.split("\t" if "\t" in line else ",")[
            int(str(row["column_number"])) - 1
        ]
        assert float(printed.replace(",", "").strip(' "')) == float(
            cell.replace(",", "")
        )
        assert str(row["cell_text"]).strip().rstrip("0") == cell.rstrip("0")
        assert row["url"]
        assert row["publisher"]


@pytest.mark.parametrize(
    ("table", "source", "figure"),
    [
        ("holdings", "source", "position"),
        ("holder_flows", "flow_source", "net_purchases"),
    ],
)
def test_the_largest_figure_of_every_source_has_a_place(
    connection: Connection, table: str, source: str, figure: str
) -> None:
    value = f"{figure}_usd_mn"
    largest = connection.execute(
        f"select {source}, instrument, max_by(holder_code, {value}),"
        f" max_by(reference_month, {value}), max({value}) from {table}"
        f" where {source} is not null and {value} is not null group by all"
    ).fetchall()
    assert len({row[0] for row in largest}) > 1
    for name, instrument, holder, month, expected in largest:
        found = [
            row["value_usd_mn"]
            for row in places(
                connection, f"lineage_of('{holder}', date '{month}', '{instrument}')"
            )
            if row["figure"] == figure
        ]
        assert expected in found, (name, instrument, holder, month)


def test_a_holder_that_does_not_exist_has_no_place(connection: Connection) -> None:
    assert places(connection, "lineage_of('Atlantis', date '2026-04-30')") == []


def test_the_macros_work_under_another_name_of_the_file(
    published: Settings, tmp_path: Path
) -> None:
    """What a person renames or attaches: no macro knows the name of its database."""
    path = tmp_path / "copy.duckdb"
    path.symlink_to(published.published_database)
    with duckdb.connect(str(path), read_only=True) as connection:
        for call in (
            "lineage_of('Japan', date '2026-04-30')",
            "lineage_of_yield('JP', 120, date '2026-06-30')",
            "lineage_of_fx_rate('JPY', date '2020-08-24')",
        ):
            assert places(connection, call), call


def test_every_table_of_tic_cells_is_looked_through() -> None:
    """A new file of holdings or flows is in the list of the macro as well."""
    macro = (PROJECT_ROOT / "dbt_project" / "macros" / "lineage.sql").read_text()
    staging = PROJECT_ROOT / "dbt_project" / "models" / "staging"
    figures = (staging / "tic" / "stg_tic__figures.sql").read_text()
    for model in sorted(staging.rglob("stg_*.sql")):
        if f"'{model.stem}'" in figures:
            text = model.read_text()
            named = [table for table in raw_tables() if f"'{table}'" in text]
            assert named, model.stem
            for table in named:
                assert f"'{table}'" in macro, table


def raw_tables() -> set[str]:
    return {source.raw_table.removeprefix("raw.") for source in all_sources().values()}
