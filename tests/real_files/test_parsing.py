"""The publishers' own files: all are read, no cell is lost, the figures are theirs.

Belongs here: what needs the real files, which this repository may not ship. Does not:
anything that a written fixture can show.
"""

import csv
import re
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

import pandas
import pytest

from orchestration.errors import WarehouseError
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import Settings
from orchestration.sources import raw_tables
from tests.support.fixtures import land_path

pytestmark = pytest.mark.real

# This re-save lacks three weeks of December 2024.
WITH_A_GAP = "us_treasury/par_yield_daily/2021-to-2025-07-11-resaved.csv"

Count = tuple[int, int]  # all data cells, those that hold a number


def series_of(path: str) -> str | None:
    """The FRED series by its folder; other files name themselves."""
    return path.split("/")[1] if path.startswith("fred/") else None


@cache
def cells_of(path: Path, series: str | None) -> pandas.DataFrame:
    document = Document(str(path), path.read_bytes())
    return parse(document, recognise(document, series)).cells


# --- counting without our parsers --------------------------------------------------


def counted(cells: Iterable[str]) -> Count:
    found = [cell.strip() for cell in cells]
    return len(found), sum(
        bool(re.fullmatch(r"-?[\d,]*\.?\d+", each)) for each in found
    )


def count_history(text: str) -> Count:
    """Filled cells right of a name, in rows whose second cell holds a figure."""
    rows = [line.split("\t") for line in text.splitlines()]
    is_data = re.compile(r"[\d.]+|n\.a\.|\*")
    return counted(
        cell
        for row in rows
        if row[0].strip() not in ("", "Country") and is_data.fullmatch(row[1].strip())
        for cell in row[1:]
        if cell.strip()
    )


def count_decimals(text: str) -> Count:
    """Every figure with one decimal, above the notes."""
    grid = re.split(r"Department of the Treasury|Notes:", text)[0]
    return counted(re.findall(r"(?<![\d.])\d+\.\d(?!\d)", grid))


def count_slt(text: str) -> Count:
    """All that follows a code and a month."""
    rows = re.findall(r"\t\d{5}\t\d{4}-\d\d\t([^\r\n]*)", text)
    return counted(cell for row in rows for cell in row.split("\t"))


def count_grid(text: str) -> Count:
    """Cells right of a date, as far as the row above the first date has names."""
    rows = list(csv.reader(text.splitlines()))
    first = next(at for at, row in enumerate(rows) if re.match(r"\d", row[0]))
    width = len([name for name in rows[first - 1] if name.strip()])
    dated = [row for row in rows[first:] if row and re.match(r"\d", row[0])]
    return counted(cell for row in dated for cell in row[1:width])


def count_without_leading_zeros(text: str) -> Count:
    """Like a grid, where the weeks of 0 before the first figure hold none."""
    cells, numbers = count_grid(text)
    return cells, numbers - len(re.findall(r",0\r?$", text, re.M))


COUNTS: dict[str, Callable[[str], Count]] = {
    "tic/mfhhis01/2026-05-18.txt": count_history,
    "tic/mfhhis01/2026-09-16.txt": count_history,
    "tic/mfh/2023-03-15.txt": count_decimals,
    "tic/slt_table1/2024-12-19.txt": count_slt,
    "tic/slt_table1/2026-04-15.txt": count_slt,
    "tic/slt_table1/2026-06-18.txt": count_slt,
    "tic/slt_table3/2026-06-18.txt": count_slt,
    "tic/slt_table3/2026-07-14.txt": count_slt,
    "tic/slt_table5/2026-06-18.txt": count_decimals,
    "tic/slt_table5/2026-09-16.txt": count_decimals,
    "tic/slt_table5/2026-06-18.html": count_decimals,
    "us_treasury/par_yield_archive/2025-04-03.csv": count_grid,
    "us_treasury/par_yield_daily/2023.csv": count_grid,
    "us_treasury/par_yield_daily/2024.csv": count_grid,
    "us_treasury/par_yield_daily/2025-to-03-07.csv": count_grid,
    WITH_A_GAP: count_grid,
    "fred/DGS1/2021-01-06.csv": count_grid,
    "fred/DGS10/2021-01-06.csv": count_grid,
    "fred/DGS10/2026-06-05-resaved.csv": count_grid,
    "fred/DGS1MO/2021-01-06.csv": count_grid,
    "fred/DGS2/2021-01-06.csv": count_grid,
    "fred/DGS2/2026-06-03-resaved.csv": count_grid,
    "fred/DGS20/2021-01-06.csv": count_grid,
    "fred/DGS3/2021-01-06.csv": count_grid,
    "fred/DGS30/2021-01-06.csv": count_grid,
    "fred/DGS30/2026-01-02-resaved.csv": count_grid,
    "fred/DGS3MO/2021-01-06.csv": count_grid,
    "fred/DGS5/2021-01-06.csv": count_grid,
    "fred/DGS6MO/2021-01-06.csv": count_grid,
    "fred/DGS7/2021-01-06.csv": count_grid,
    "fred/DEXCAUS/2025-08-29.csv": count_grid,
    "fred/DEXCHUS/2025-10-08-resaved.csv": count_grid,
    "fred/DEXJPUS/2025-08-29.csv": count_grid,
    "fred/DEXJPUS/2026-06-03-resaved.csv": count_grid,
    "fred/DEXSZUS/2025-08-29.csv": count_grid,
    "fred/DEXUSEU/2025-08-29.csv": count_grid,
    "fred/DEXUSUK/2025-08-29.csv": count_grid,
    "fred/DTWEXBGS/2026-01-02-resaved.csv": count_grid,
    "fed_ddp/FRB_H15/2023-03-23-daily.csv": count_grid,
    "fed_ddp/FRB_H15/2024-12-01-monthly.csv": count_grid,
    "mof_japan/jgbcme/2026-10-07.csv": count_grid,
    "mof_japan/jgbcme_all/2026-06-30.csv": count_grid,
    "ecb/eurofxref/2026-04-13.csv": count_grid,
    "ecb/eurofxref-hist/2026-04-13.zip": count_grid,
    "fred/DEXJPUS/2026-10-08-composed.csv": count_grid,
    "fred/DGS1/2026-06-26.csv": count_grid,
    "fred/DGS10/2026-10-08-composed.csv": count_grid,
    "fred/DGS1MO/2026-06-26.csv": count_grid,
    "fred/DGS2/2026-10-08-composed.csv": count_grid,
    "fred/DGS20/2026-06-26.csv": count_grid,
    "fred/DGS20/2026-10-08-composed.csv": count_grid,
    "fred/DGS3/2026-06-26.csv": count_grid,
    "fred/DGS30/2026-10-08-composed.csv": count_grid,
    "fred/DGS3MO/2026-06-26.csv": count_grid,
    "fred/DGS3MO/2026-10-08-composed.csv": count_grid,
    "fred/DGS5/2026-06-26.csv": count_grid,
    "fred/DGS5/2026-10-08-composed.csv": count_grid,
    "fred/DGS6MO/2026-06-26.csv": count_grid,
    "fred/DGS7/2026-06-26.csv": count_grid,
    "fred/DTWEXBGS/2026-09-21-composed.csv": count_grid,
    "fred/WMTSECL1/2026-07-02.csv": count_without_leading_zeros,
    "mof_japan/jgbcme_all/2026-09-30.csv": count_grid,
    "us_treasury/par_yield_daily/2021.csv": count_grid,
    "us_treasury/par_yield_daily/2022.csv": count_grid,
    "us_treasury/par_yield_daily/2025.csv": count_grid,
    "us_treasury/par_yield_daily/2026-to-04-21.csv": count_grid,
}


def text_of(path: Path) -> str:
    content = path.read_bytes()
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = archive.read(archive.namelist()[0])
    return content.decode("cp932")


def test_no_file_of_these_sources_is_left_out(real_data: Path) -> None:
    folders = {path.rpartition("/")[0] for path in COUNTS}
    files = [path for folder in folders for path in (real_data / folder).iterdir()]
    assert {str(path.relative_to(real_data)) for path in files} == set(COUNTS)


def count_of(cells: pandas.DataFrame) -> Count:
    return len(cells), int(cells["cell_value"].notna().sum())


@pytest.mark.parametrize("path", [path for path in COUNTS if path != WITH_A_GAP])
def test_a_real_file_lands_without_a_false_alarm_or_a_lost_cell(
    path: str, real_data: Path, settings: Settings
) -> None:
    landing = land_path(real_data / path, settings, "hand", series=series_of(path))
    assert landing.is_new
    assert landing.file.path.read_bytes() == (real_data / path).read_bytes()
    assert count_of(landing.cells) == COUNTS[path](text_of(real_data / path))
    released = str(landing.file.sidecar.released_on)
    assert released == (Path(path).stem if path.startswith("tic/") else "None")


def test_no_cell_is_lost_of_the_file_that_does_not_land(real_data: Path) -> None:
    cells = cells_of(real_data / WITH_A_GAP, None)
    assert count_of(cells) == count_grid(text_of(real_data / WITH_A_GAP))


def test_the_resave_that_lacks_december_2024_is_refused_for_it(
    real_data: Path, settings: Settings
) -> None:
    path = real_data / WITH_A_GAP
    with pytest.raises(WarehouseError) as caught:
        land_path(path, settings, "hand")
    assert str(caught.value) == (
        f"{path}, line 132: gap in the dates: nothing between 2024-12-06"
        " and 2025-01-02, and us_treasury_par_yields never pauses for more than 6 days;"
        " fetch the file again"
    )
    assert not settings.landed_dir.exists()


# --- figures read off the files by eye ---------------------------------------------

# path: (label, period as printed, measure or segment or None, figure)
READ_BY_EYE: dict[str, list[tuple[str, str, str | None, float]]] = {
    "tic/mfhhis01/2026-05-18.txt": [
        ("Japan", "Dec 2025", "XIII", 1185.5),
        ("China, Mainland", "Jan 2025", "XIII", 760.8),
        ("Grand Total", "Feb 2025", "XIII", 8900),
        ("China, Mainland", "Dec 2011", "XIII", 1151.9),
        ("China, Mainland", "Jun 2011", "XII", 1307),
        ("China, Mainland", "Jun 2011", "XI", 1165.5),
        ("Japan", "Mar 2000", "II", 307.6),
        ("Japan", "Mar 2000", "I", 325.8),
        ("Spain ", "Dec 2000", "II", 19),
    ],
    "tic/mfhhis01/2026-09-16.txt": [
        ("Japan", "Jun 2025", "XIII", 1154.8),
        ("Grand Total", "Dec 2025", "XIII", 9269.5),
        ("Japan", "Mar 2024", "XIII", 1167),
        ("Japan", "Mar 2000", "I", 325.8),
    ],
    "tic/mfh/2023-03-15.txt": [
        ("Japan", "Jan 2023", None, 1104.4),
        ("United Kingdom", "Dec 2022", None, 654.5),
        ("Grand Total", "Jan 2022", None, 7655.9),
        ("  T-Bonds & Notes", "Jan 2023", None, 3464.3),
    ],
    "tic/slt_table1/2024-12-19.txt": [
        ("Austria", "2024-10", "for_lt_total_pos", 46137),
        ("Austria", "2024-10", "for_lt_treas_net", -180),
        ("Austria", "2024-10", "for_lt_eqty_valchg", 31),
    ],
    "tic/slt_table1/2026-04-15.txt": [
        ("Austria", "2026-02", "for_lt_total_pos", 48212),
        ("Austria", "2026-02", "for_lt_treas_pos", 4293),
        ("Austria", "2026-02", "for_lt_eqty_valchg", -457),
    ],
    "tic/slt_table1/2026-06-18.txt": [
        ("Austria", "2026-04", "for_lt_total_pos", 49548),
        ("Austria", "2026-04", "for_lt_eqty_net", 103),
        ("Austria", "2026-03", "for_lt_total_valchg", -2209),
    ],
    "tic/slt_table3/2026-06-18.txt": [
        ("Austria", "2026-04", "for_treas_pos", 6294),
        ("Austria", "2026-04", "for_st_treas_net", 417),
        ("Austria", "2026-03", "for_lt_treas_valchg", -45),
    ],
    "tic/slt_table3/2026-07-14.txt": [
        ("Japan", "2026-05", "for_treas_pos", 1143139),
        ("Japan", "2026-05", "for_treas_net", -62628),
        ("Japan", "2026-05", "for_lt_treas_valchg", -2672),
        ("Grand Total", "2026-05", "for_treas_pos", 9371073),
    ],
    "tic/slt_table5/2026-09-16.txt": [
        ("Japan", "2026-07", None, 1103.9),
        ("Grand Total", "2026-07", None, 9248.1),
        ("Of Which: Foreign Official", "2026-07", None, 3773.1),
    ],
    "tic/slt_table5/2026-06-18.txt": [
        ("Japan", "2026-04", None, 1209.9),
        ("Grand Total", "2025-04", None, 9001),
        ("Of Which: Foreign Official Treasury Bills", "2026-04", None, 457.3),
    ],
    "tic/slt_table5/2026-06-18.html": [
        ("Japan", "2026-04", None, 1209.9),
        ("Korea, South", "2025-04", None, 121.7),
        ("Of Which: Foreign Official T-Bonds & Notes", "2026-04", None, 3449.2),
    ],
    "us_treasury/par_yield_archive/2025-04-03.csv": [
        ("1 Mo", "12/31/24", None, 4.4),
        ("10 Yr", "1/2/90", None, 7.94),
        ("30 Yr", "1/2/90", None, 8),
    ],
    "us_treasury/par_yield_daily/2023.csv": [
        ("1 Mo", "12/29/2023", None, 5.6),
        ("10 Yr", "01/03/2023", None, 3.79),
    ],
    "us_treasury/par_yield_daily/2024.csv": [
        ("10 Yr", "12/31/2024", None, 4.58),
        ("30 Yr", "01/02/2024", None, 4.08),
    ],
    "us_treasury/par_yield_daily/2025-to-03-07.csv": [
        ("1.5 Month", "03/07/2025", None, 4.36),
        ("20 Yr", "01/02/2025", None, 4.86),
    ],
    "us_treasury/par_yield_daily/2025.csv": [
        ("1.5 Month", "12/31/2025", None, 3.75),
        ("5 Yr", "08/08/2025", None, 3.84),
        ("30 Yr", "08/08/2025", None, 4.85),
    ],
    "us_treasury/par_yield_daily/2026-to-04-21.csv": [
        ("1 Mo", "04/21/2026", None, 3.67),
        ("10 Yr", "04/21/2026", None, 4.30),
        ("30 Yr", "04/21/2026", None, 4.89),
    ],
    WITH_A_GAP: [
        ("1.5 Mo", "2025-07-11", None, 4.39),
        ("30 Yr", "2021-01-04", None, 1.66),
    ],
    "fred/DGS1/2021-01-06.csv": [("DGS1", "1962-01-02", None, 3.22)],
    "fred/DGS10/2021-01-06.csv": [("DGS10", "2021-01-04", None, 0.93)],
    "fred/DGS10/2026-06-05-resaved.csv": [("DGS10", "2026-06-04", None, 4.47)],
    "fred/DGS2/2021-01-06.csv": [("DGS2", "1976-06-01", None, 7.26)],
    "fred/DGS3MO/2021-01-06.csv": [("DGS3MO", "1981-09-01", None, 17.01)],
    "fred/DGS30/2026-01-02-resaved.csv": [("DGS30", "2025-12-30", None, 4.81)],
    "fred/DEXJPUS/2025-08-29.csv": [("DEXJPUS", "2020-08-24", None, 105.9)],
    "fred/DEXJPUS/2026-06-03-resaved.csv": [("DEXJPUS", "2026-05-22", None, 159.2)],
    "fred/DEXCHUS/2025-10-08-resaved.csv": [("DEXCHUS", "2000-01-03", None, 8.2798)],
    "fred/DTWEXBGS/2026-01-02-resaved.csv": [
        ("DTWEXBGS", "2025-12-26", None, 119.8529)
    ],
    "fred/WMTSECL1/2026-07-02.csv": [
        ("WMTSECL1", "2007-07-04", None, 1_209_781),
        ("WMTSECL1", "2021-03-10", None, 3_135_486),
        ("WMTSECL1", "2026-06-24", None, 2_636_947),
    ],
    "fed_ddp/FRB_H15/2023-03-23-daily.csv": [
        ("H15/H15/RIFLGFCY10_N.B", "1962-01-02", None, 4.06),
        ("H15/H15/RIFLGFCM01_N.B", "2023-03-17", None, 4.31),
        ("H15/H15/RIFLGFCY30_N.B", "2023-03-21", None, 3.73),
    ],
    "fed_ddp/FRB_H15/2024-12-01-monthly.csv": [
        ("H15/H15/RIFSPFF_N.M", "2024-10", None, 4.83),
        ("H15/H15/RIFSPBLP_N.M", "2024-10", None, 8),
        ("H15/H15/RIFLGFL_XII_N.M", "2024-10", None, 2.08),
    ],
    "mof_japan/jgbcme/2026-10-07.csv": [
        ("10Y", "2026/10/7", None, 3.111),
        ("40Y", "2026/10/1", None, 4.125),
        ("1Y", "2026/10/2", None, 1.65),
    ],
    "mof_japan/jgbcme_all/2026-09-30.csv": [
        ("1Y", "2026/9/30", None, 1.684),
        ("10Y", "2026/7/1", None, 2.711),
        ("40Y", "2026/8/31", None, 4.094),
    ],
    "mof_japan/jgbcme_all/2026-06-30.csv": [
        ("1Y", "1974/9/24", None, 10.327),
        ("10Y", "2016/7/27", None, -0.297),
        ("40Y", "2026/6/30", None, 3.792),
    ],
    "ecb/eurofxref/2026-04-13.csv": [
        ("USD", "13 April 2026", None, 1.1684),
        ("IDR", "13 April 2026", None, 20082.05),
        ("ZAR", "13 April 2026", None, 19.3849),
    ],
    "ecb/eurofxref-hist/2026-04-13.zip": [
        ("USD", "1999-01-04", None, 1.1789),
        ("JPY", "2026-04-13", None, 186.75),
        ("TRL", "1999-01-04", None, 372274),
    ],
}


@pytest.mark.parametrize("path", READ_BY_EYE)
def test_the_figures_are_those_that_the_eye_reads(path: str, real_data: Path) -> None:
    cells = cells_of(real_data / path, series_of(path))
    for label, period, detail, figure in READ_BY_EYE[path]:
        is_it = (cells["label"] == label) & (cells["period"] == period)
        if detail is not None:
            is_it &= (cells["measure"] == detail) | (cells["segment"] == detail)
        assert cells.loc[is_it, "cell_value"].tolist() == [figure], (label, period)


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_a_year_of_par_yields_is_in_the_archive_figure_by_figure(
    year: int, real_data: Path
) -> None:
    """So that the snapshot ships the archive, and the years after it."""
    folder = real_data / "us_treasury"
    key = ["label", "reference_date", "cell_value"]
    archive, of_year = (
        cells_of(path, None).dropna(subset="cell_value")[key]
        for path in (
            folder / "par_yield_archive/2025-04-03.csv",
            folder / f"par_yield_daily/{year}.csv",
        )
    )
    expected = archive[archive["reference_date"].dt.year == year]
    assert len(of_year) > 3_000
    assert len(expected.merge(of_year)) == len(of_year) == len(expected)


def test_no_file_has_fewer_figures_than_the_floor_of_its_table(
    real_data: Path,
) -> None:
    """From a column's first figure on; FRED's DGS20 has the fewest of its table."""
    shares: dict[str, float] = {}
    for path in COUNTS:
        document = Document(path, (real_data / path).read_bytes())
        table = recognise(document, series_of(path)).raw_table
        [floor] = {each.figure_share_floor for each in raw_tables()[table]} - {None}
        cells = cells_of(real_data / path, series_of(path))
        begins = cells.dropna(subset="cell_value").groupby("measure")["reference_date"]
        first = cells["measure"].map(begins.min())
        share = cells[cells["reference_date"] >= first]["cell_value"].notna().mean()
        shares[path] = share - floor
    assert min(shares.values()) >= 0, min(shares, key=lambda path: shares[path])
    assert shares["fred/DGS20/2026-06-26.csv"] < 0.01
