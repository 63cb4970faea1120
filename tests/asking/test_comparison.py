"""Somebody's spreadsheet against every vintage at hand.

Belongs here: sheets composed from the database and what must be found in them. Does
not: the record itself.
"""

import csv
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.asking import sheet
from orchestration.asking.comparison import Findings, compare
from orchestration.asking.sheet import read_sheet, to_day, to_number
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from tests.support.warehouses import tic_warehouse

Row = Sequence[object]
Sheet = Callable[[Sequence[Row]], Path]
# Positions of a vintage, in $ million, as the file itself prints them.
PRINTED = """
    select cells.reference_date, cells.label, cells.cell_value::bigint
    from raw.tic_slt_table3 as cells
    inner join meta.landed_files as files on cells.source_sha256 = files.sha256
    where
        files.released_on = $1 and cells.measure = 'for_treas_pos'
        and cells.label in ('Japan', 'China, Mainland', 'Belgium')
        and cells.reference_date between '2025-06-30' and '2026-04-30'
    order by all
"""
OLDER, NEWER = date(2026, 6, 18), date(2026, 7, 14)


@pytest.fixture
def write(tmp_path: Path) -> Sheet:
    """Write rows as CSV."""

    def written(rows: Sequence[Row]) -> Path:
        path = tmp_path / "sheet.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return written


def printed(connection: duckdb.DuckDBPyConnection, day: date) -> list[Row]:
    return connection.execute(PRINTED, [day]).fetchall()


def found_in(connection: duckdb.DuckDBPyConnection, path: Path) -> Findings:
    [found] = compare(connection, path)
    return found


@pytest.mark.parametrize("day", [OLDER, NEWER])
def test_the_vintage_is_told(
    connection: duckdb.DuckDBPyConnection, write: Sheet, day: date
) -> None:
    rows = printed(connection, day)
    found = found_in(connection, write([("date", "country", "position"), *rows]))
    assert found.best is not None
    assert (found.best.source, found.best.known_from) == ("slt_table3", day)
    assert (found.best.compared, found.best.agreeing) == (len(rows), len(rows))
    assert found.best.unit == "millions of dollars"
    assert not found.differences
    is_old = any(
        "a newer vintage of slt_table3 is at hand" in note for note in found.notes
    )
    assert is_old == (day == OLDER)


def test_a_wide_sheet_in_billions(
    connection: duckdb.DuckDBPyConnection, write: Sheet
) -> None:
    rows = printed(connection, NEWER)
    names = sorted({str(name) for _, name, _ in rows})
    months = sorted({day for day, _, _ in rows})
    by = {(day, name): float(value) / 1000 for day, name, value in rows}
    body = [
        [f"{month:%b-%y}", *(f"{by[month, name]:.1f}" for name in names)]
        for month in months
    ]
    found = found_in(connection, write([["Month", *names], *body]))
    assert found.best is not None
    assert found.best.source in ("slt_table3", "slt_table5")
    assert found.best.unit == "billions of dollars"
    assert found.best.agreeing == found.best.compared == len(rows)


def test_months_across_as_mfh_has_them(
    connection: duckdb.DuckDBPyConnection, write: Sheet
) -> None:
    rows = printed(connection, NEWER)
    months = sorted({day for day, _, _ in rows}, reverse=True)
    by = {(day, name): value for day, name, value in rows}
    lines = [
        [name, *(by[month, name] for month in months)] for name in ("Japan", "Belgium")
    ]
    heading = ["Country", *(f"{month:%Y-%m}" for month in months)]
    found = found_in(connection, write([["MAJOR HOLDERS"], [], heading, *lines]))
    assert found.best is not None
    assert found.best.agreeing == found.cells == 2 * len(months)


def test_changed_cells_are_named_with_what_they_may_be(
    connection: duckdb.DuckDBPyConnection, write: Sheet
) -> None:
    rows = [list(row) for row in printed(connection, NEWER)]
    older = {(day, name): value for day, name, value in printed(connection, OLDER)}
    stale = next(
        number
        for number, (day, name, value) in enumerate(rows)
        if older[day, name] != value
    )
    others = [number for number in range(len(rows)) if number != stale][:4]
    slip, unit, sign, bonds = others
    rows[stale][2] = older[rows[stale][0], rows[stale][1]]
    rows[slip][2] = int(str(rows[slip][2])) + 1234
    rows[unit][2] = int(str(rows[unit][2])) * 1000
    rows[sign][2] = -int(str(rows[sign][2]))
    [(rows[bonds][2],)] = connection.execute(
        "select position_usd_mn from holdings inner join holder_spellings"
        " using (holder_code) where label = $1 and source_file = 'slt_table3'"
        " and reference_month = $2 and instrument = 'long_term'",
        [rows[bonds][1], rows[bonds][0]],
    ).fetchall()
    found = found_in(connection, write([("date", "country", "position"), *rows]))
    assert found.best is not None
    assert found.best.known_from == NEWER
    notes = {each.line - 2: each.note for each in found.differences}
    assert set(notes) == {stale, slip, unit, sign, bonds}
    assert notes[stale] == f"as slt_table3 had it from {OLDER}"
    assert notes[slip] == "in no vintage at hand"
    assert notes[unit] == "its unit is another: 1,000 times too large"
    assert notes[sign] == "its sign is turned round"
    assert "of long_term in" in notes[bonds]
    [by_hand] = [each for each in found.differences if each.line - 2 == slip]
    assert float(by_hand.text) - by_hand.right == 1234


def test_aggregates_unknown_names_and_breaks_are_told(
    connection: duckdb.DuckDBPyConnection, write: Sheet
) -> None:
    rows = connection.sql(
        "select reference_month, holder_name, position_usd_mn::bigint from holdings"
        " where instrument = 'total' and is_continuing"
        " and holder_name in ('Japan', 'Grand Total', 'Bahamas')"
        " and reference_month between '2024-01-31' and '2025-04-30'"
    ).fetchall()
    found = found_in(
        connection,
        write([("date", "country", "bn"), *rows, ("2025-01", "Atlantis", 5)]),
    )
    assert found.unknown == ["Atlantis"]
    said = " ".join(found.notes)
    assert "Grand Total is a sum that contains other holders, among 2 countries" in said
    assert "Break of the series in 2024-06" in said


def test_the_dead_mfh_is_told(
    connection: duckdb.DuckDBPyConnection, write: Sheet
) -> None:
    rows = connection.sql(
        "select reference_date, label, cell_text from raw.tic_mfh"
        " where label in ('Japan', 'United Kingdom', 'Belgium', 'China, Mainland')"
        " and cell_value is not null"
    ).fetchall()
    found = found_in(connection, write([("date", "country", "bn"), *rows]))
    assert found.best is not None
    sources = {each.source for each in (found.best, *found.also)}
    assert "mfh" in sources
    assert found.best.unit == "billions of dollars"
    assert any("mfh is dead" in note for note in found.notes)


def test_a_fred_series_with_a_wrong_day(
    connection: duckdb.DuckDBPyConnection, write: Sheet
) -> None:
    rows = connection.sql(
        "select reference_date, cell_text from raw.fred_series where label = 'DGS10'"
        " and cell_value is not null order by all limit 300"
    ).fetchall()
    body = [list(row) for row in rows]
    body[17][1] = "99.99"
    found = found_in(connection, write([("observation_date", "DGS10"), *body]))
    assert found.best is not None
    assert found.best.source == "FRED DGS10"
    [difference] = found.differences
    assert (difference.line, difference.day) == (19, rows[17][0])
    assert difference.right == float(rows[17][1])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no figures with a month"),
        (b"hello\nworld\n", "no figures with a month"),
        (b"PK\x03\x04....", "damaged or not complete; fetch it again, or open it"),
        (b"\0\0\0\0", "no text and no .xlsx workbook; open it and save it again as"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls workbook.* save it again as"),
        (b"date,Atlantis\n2026-04,5\n", "none of its names is a holder"),
        (b"date,\x1b[31mAtlantis\n2026-04,5\n", "none of its names is a holder"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(WarehouseError, match=words) as problem:
        compare(connection, path)
    assert "\x1b" not in str(problem.value)


Book = Callable[[dict[str, Sequence[Row]]], Path]


@pytest.fixture
def bind(tmp_path: Path) -> Book:
    """Write sheets as a workbook."""

    def written(sheets: dict[str, Sequence[Row]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / "sheet.xlsx"
        book.save(path)
        return path

    return written


def test_a_workbook_is_read_as_its_text_would_be(
    connection: duckdb.DuckDBPyConnection, bind: Book
) -> None:
    rows = printed(connection, NEWER)
    path = bind({"Data": [("date", "country", "position"), *rows], "Empty": []})
    found = found_in(connection, path)
    assert found.best is not None
    assert (found.best.source, found.best.known_from) == ("slt_table3", NEWER)
    assert found.best.agreeing == found.best.compared == len(rows)
    assert found.title == "Data"


def test_a_sheet_of_a_workbook_can_be_chosen(
    connection: duckdb.DuckDBPyConnection, bind: Book
) -> None:
    japan = [("date", "Japan"), (date(2026, 4, 1), 1209889)]
    china = [("date", "China"), (date(2026, 4, 1), 651072)]
    path = bind({"Read me": [("Source: TIC",)], "Japan": japan, "China": china})
    for title, chosen in ((None, "Japan"), ("Japan", "Japan"), ("China", "China")):
        [found] = compare(connection, path, title)
        assert found.best is not None
        assert (found.cells, found.best.agreeing, found.title) == (1, 1, chosen)
    with pytest.raises(
        WarehouseError, match="is called 'Tables'; name one of: Read me"
    ):
        compare(connection, path, "Tables")
    with pytest.raises(WarehouseError, match="no figures with a month"):
        compare(connection, path, "Read me")


def test_the_workbook_of_the_publication_agrees_with_itself(
    connection: duckdb.DuckDBPyConnection, published: Settings
) -> None:
    path = published.published_dir / "parquet" / "tables.xlsx"
    [found] = compare(connection, path, "holdings")
    assert found.best is not None
    assert found.best.measure == "position"
    assert found.best.agreeing > 0.9 * found.best.compared > 1000


def test_cells_of_a_workbook_are_named_as_its_user_sees_them(
    published: Settings, bind: Book
) -> None:
    above = [("Major holders",), (), (None, "Month", "Japan", "China", "Note")]
    figures = [
        (None, date(2026, 4, 1), 1209889, 651073, "#N/A"),
        (None, "2026-03", True),
    ]
    path = bind({"Data": [*above, *figures]})
    done = tic_warehouse(published.data_dir, "check", str(path), "--sheet", "Data")
    assert done.returncode == 1
    assert "1 of 2 figures agree" in done.stdout
    assert "  D4: China 2026-04-01 is 651073, and the record has 651,072" in done.stdout


def test_a_share_is_compared_as_it_is_shown(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["date", "DGS10"])
    book.active.append([date(2026, 4, 30), 0.044])  # 4.40 in the file
    book.active["B2"].number_format = "0.00%"
    book.save(tmp_path / "sheet.xlsx")
    found = found_in(connection, tmp_path / "sheet.xlsx")
    assert found.best is not None
    assert (found.best.unit, found.best.agreeing) == ("its own unit", 1)


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("content.xml", "a zip, but no .xlsx workbook; open it and save it again"),
        ("xl/workbook.xml", "this Excel workbook is damaged; open it and save it"),
    ],
)
def test_a_zip_that_is_no_workbook_is_refused_in_one_sentence(
    tmp_path: Path, member: str, words: str
) -> None:
    path = tmp_path / "sheet.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "<nothing/>")
    with pytest.raises(WarehouseError, match=words) as problem:
        read_sheet(path)
    assert "\n" not in str(problem.value)


def test_half_a_workbook_is_refused(bind: Book) -> None:
    path = bind({"Data": [("date", "Japan"), ("2026-04", 1209889)]})
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(WarehouseError, match="damaged or not complete"):
        read_sheet(path)


def test_a_text_file_has_no_sheets(write: Sheet) -> None:
    path = write([("date", "Japan"), ("2026-04", 1209889)])
    with pytest.raises(WarehouseError, match="leave --sheet out"):
        read_sheet(path, "Data")


def test_memory_is_bounded(
    tmp_path: Path, write: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write([("date", "Japan"), *[("2026-04", number) for number in range(50)]])
    monkeypatch.setattr(sheet, "MAX_CELLS", 49)
    with pytest.raises(WarehouseError, match="more than 49 figures"):
        read_sheet(path)
    monkeypatch.setattr(sheet, "MAX_BYTES", 100)
    with pytest.raises(WarehouseError, match="more than the 100 that"):
        read_sheet(path)
    with pytest.raises(WarehouseError, match="cannot be read"):
        read_sheet(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04", date(2026, 4, 30)),
        ("2026-04-01", date(2026, 4, 1)),
        ("2026M4", date(2026, 4, 30)),
        ("Apr-26", date(2026, 4, 30)),
        ("April 2026", date(2026, 4, 30)),
        ("4/30/2026", date(2026, 4, 30)),
        ("2026-04-30 00:00:00", date(2026, 4, 30)),
        ("1209889", None),
        ("201204", None),
        ("2026Q1", None),
        ("2026-13", None),
        ("Japan", None),
        ("", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert to_day(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,209.9", 1209.9),
        ("(5.5)", -5.5),
        ("\N{MINUS SIGN}3", -3.0),
        ("$5", 5.0),
        ("2.5%", 2.5),
        ("n.a.", None),
        ("inf", None),
        ("nan", None),
        ("Japan", None),
    ],
)
def test_numbers(text: str, number: float | None) -> None:
    assert to_number(text) == number


def test_the_command(published: Settings, write: Sheet) -> None:
    path = write([("date", "Japan", "China"), ("2026-04", 1209889, 651073)])
    done = tic_warehouse(published.data_dir, "check", str(path))
    assert done.returncode == 1
    assert "1 of 2 figures agree" in done.stdout
    assert "line 2, column 3: China 2026-04-30 is 651073" in done.stdout
    assert "the record has 651,072" in done.stdout
    right = write([("date", "Japan"), ("2026-04", 1209889)])
    assert tic_warehouse(published.data_dir, "check", str(right)).returncode == 0
