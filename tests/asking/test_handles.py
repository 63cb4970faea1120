"""A citation handle leads to the landed bytes, and says what has changed.

Belongs here: `meta.cite` and `tic-warehouse verify`. Does not: lineage itself
(tests/warehouse/test_figures.py).
"""

import hashlib
from pathlib import Path

import duckdb
import pytest

from orchestration.asking.handles import HolderHandle, read_handle, verify
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from tests.support.warehouses import tic_warehouse

# Line 4715 of Table 3 as released on 2026-06-18, hash and text by hand.
TABLE_3 = "082bc76f7010897b3aa3794d6413ab879507dc0420f9bdc7c4e49c2c3a52c05d"
LINE = "Japan\t42609\t2026-04\t1209889\t16283\t1056542\t14705\t-3238\t153347\t1578"


@pytest.fixture
def build(connection: duckdb.DuckDBPyConnection) -> str:
    [(build,)] = connection.sql(
        "select left(fingerprint, 8) from meta.build"
    ).fetchall()
    return str(build)


def cited(
    connection: duckdb.DuckDBPyConnection, holder: str, month: str
) -> dict[str, str]:
    rows = connection.execute(
        "select figure, handle from meta.cite($1, $2::date)", [holder, month]
    ).fetchall()
    return dict(rows)


def test_every_figure_of_a_month_has_a_handle(
    connection: duckdb.DuckDBPyConnection, build: str
) -> None:
    flows = f"tic:{build}/holder_flows/japan/2026-04/total"
    assert cited(connection, "Japan", "2026-04-30") == {
        "position": f"tic:{build}/holdings/japan/2026-04/total=1209889",
        "position_change": f"{flows}/position_change=18292",
        "net_purchases": f"{flows}/net_purchases=16258",
        "valuation_change": f"{flows}/valuation_change=-3238",
        "other_change": f"{flows}/other_change=5272",
    }


def test_a_position_leads_to_its_line(
    connection: duckdb.DuckDBPyConnection, published: Settings, build: str
) -> None:
    found = verify(
        connection, published, f"tic:{build}/holdings/japan/2026-04/total=1209889"
    )
    assert found.is_whole
    assert found.sentence == "The value is 1,209,889 $ million, the same as cited."
    [place] = found.places
    assert (place.sha256, place.line_number, place.cell_text) == (
        TABLE_3,
        4715,
        "1209889",
    )
    assert place.line == LINE
    assert place.path is not None
    assert hashlib.sha256(place.path.read_bytes()).hexdigest() == TABLE_3


def test_what_is_computed_leads_to_all_that_it_is_made_of(
    connection: duckdb.DuckDBPyConnection, published: Settings
) -> None:
    handle = cited(connection, "Japan", "2026-04-30")["other_change"]
    parts = {
        place.figure: float(place.cell_text)
        for place in verify(connection, published, handle).places
    }
    assert (
        parts["position"]
        - parts["position_of_the_month_before"]
        - parts["net_purchases"]
        - parts["valuation_change"]
    ) == 5272


def test_every_handle_of_some_months_resolves(
    connection: duckdb.DuckDBPyConnection, published: Settings
) -> None:
    """Table 3D and Form S, the history in billions, the oil exporters."""
    for holder, month in [
        ("China", "2019-05-31"),
        ("Mexico", "2005-03-31"),
        ("Kuwait", "2010-06-30"),
        ("Grand Total", "2026-05-31"),
    ]:
        handles = cited(connection, holder, month)
        assert "position" in handles
        for figure, handle in handles.items():
            found = verify(connection, published, handle)
            assert found.is_unchanged, handle
            if figure == "position":
                assert found.is_whole, handle


@pytest.mark.parametrize(
    ("handle", "is_unchanged", "words"),
    [
        ("tic:00000000/holdings/japan/2026-04/total=1209889", True, "build is another"),
        ("tic:00000000/holdings/japan/2026-04/total=1209888", False, "was cited"),
        ("tic:00000000/holdings/japan/2026-04/total", None, "not say what it was"),
        ("tic:00000000/holdings/japan/1930-04/total=5", False, "no such figure"),
    ],
)
def test_a_value_of_another_build_is_compared(
    connection: duckdb.DuckDBPyConnection,
    published: Settings,
    handle: str,
    is_unchanged: bool | None,
    words: str,
) -> None:
    found = verify(connection, published, handle)
    assert found.is_unchanged is is_unchanged
    assert words in found.sentence


@pytest.mark.parametrize(
    "handle",
    [
        "",
        "japan",
        "tic:1234567/holdings/japan/2026-04/total",
        "tic:12345678/holdings/japan/2026-04/total/net_purchases",
        "tic:12345678/holder_flows/japan/2026-04/total",
        "tic:12345678/holder_flows/japan/2026-04/total/holder_code; drop",
        "tic:12345678/claims/japan/2026-04/total",
        "tic:12345678/holdings/japan/2026-13/total",
        "tic:12345678/holdings/japan/2026-04/all",
        "tic:12345678/holdings/../2026-04/total",
    ],
)
def test_what_is_no_handle_is_refused(
    connection: duckdb.DuckDBPyConnection, published: Settings, handle: str
) -> None:
    with pytest.raises(WarehouseError):
        verify(connection, published, handle)


def test_a_handle_is_read_whole() -> None:
    handle = read_handle(
        "tic:ed804414/holder_flows/japan/2026-04/total/other_change=-5.5"
    )
    assert isinstance(handle, HolderHandle)
    assert (handle.figure, handle.value) == ("other_change", -5.5)


def test_changed_bytes_are_told(
    connection: duckdb.DuckDBPyConnection, published: Settings, tmp_path: Path
) -> None:
    handle = cited(connection, "Japan", "2026-04-30")["position"]
    other = Settings(data_dir=tmp_path)
    [gone] = verify(connection, other, handle).places
    assert (gone.path, gone.is_intact) == (None, False)
    changed = other.landed_dir / "tic" / "slt_table3" / f"{TABLE_3}.txt"
    changed.parent.mkdir(parents=True)
    changed.write_text("somebody's own\n")
    found = verify(connection, other, handle)
    assert found.is_unchanged
    assert not found.is_whole
    assert found.places[0].line is None


def test_the_command_shows_file_hash_and_line(
    published: Settings, connection: duckdb.DuckDBPyConnection
) -> None:
    handle = cited(connection, "Japan", "2026-04-30")["position"]
    done = tic_warehouse(published.data_dir, "verify", handle)
    assert done.returncode == 0, done.stdout
    assert TABLE_3 in done.stdout
    assert "line 4715" in done.stdout
    assert "1056542" in done.stdout
    wrong = tic_warehouse(published.data_dir, "verify", handle.replace("889", "888"))
    assert wrong.returncode == 1
    assert "was cited" in wrong.stdout
