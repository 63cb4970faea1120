"""The publishers' own histories, survey and estimates: no cell lost, figures theirs.

Belongs here: what needs the real files, which this repository may not ship. Does not:
anything that a written fixture can show.
"""

import csv
import re
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pandas
import pytest

from orchestration.landing.labels import codes_of, known_labels, normalise_label
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import Settings
from tests.support.fixtures import SEEDS, land_path

pytestmark = pytest.mark.real

Count = tuple[int, int]  # all data cells, those that hold a number


@cache
def cells_of(path: Path) -> pandas.DataFrame:
    document = Document(str(path), path.read_bytes())
    return parse(document, recognise(document)).cells


# --- counting without our parsers --------------------------------------------------


def counted(lines: list[str], first: int, delimiter: str = ",") -> Count:
    """Cells from the given one on, of lines that were found by a pattern."""
    cells = [
        cell.strip()
        for row in csv.reader(lines, delimiter=delimiter)
        for cell in row[first:]
    ]
    return len(cells), sum(
        bool(re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", cell)) for cell in cells
    )


def lines_like(pattern: str, first: int, delimiter: str = ",") -> Callable:
    def count(content: bytes) -> Count:
        lines = content.decode("ascii").splitlines()
        found = [line for line in lines if re.match(pattern, line)]
        return counted(found, first, delimiter)

    return count


def roster(content: bytes) -> Count:
    lines = content.decode("ascii").splitlines()[1:]
    return len(lines), len(lines)


def members(*names: str) -> Callable[[bytes], Count]:
    """The cells right of a name, in lines of full width, of the named members."""

    def count(content: bytes) -> Count:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            texts = [archive.read(name).decode("ascii") for name in names]
        rows = [row for text in texts for row in csv.reader(text.splitlines())]
        full = [
            row for row in rows if len(row) in (7, 9) and re.match(r"[\d*n]", row[-1])
        ]
        data = [row for row in full if row[0] != "Countries and Regions"]
        cells = [cell for row in data for cell in row[1:]]
        return len(cells), sum(cell.isdigit() for cell in cells)

    return count


def with_maturities(
    name: str, counted: Callable[[bytes], Count]
) -> Callable[[bytes], Count]:
    """Add the lines of the Treasuries' blocks in the table of maturities."""

    def count(content: bytes) -> Count:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            text = archive.read(name).decode("ascii")
        begin = text.index('"U.S. Treasuries",')
        block = text[begin : text.index('"Table A12', begin)]
        rows = [row for row in csv.reader(block.splitlines()) if len(row) == 8]
        cells = [cell for row in rows for cell in row[1:]]
        others = counted(content)
        return others[0] + len(cells), others[1] + sum(map(str.isdigit, cells))

    return count


HISTORY = r'"\d{4}-[A-Z][a-z]{2}",'
COUNTS: dict[str, Callable[[bytes], Count]] = {
    "tic/slt3d_globl/2023-03-15.csv": lines_like(r'"[^"]+",\d{5},"\d{4}-', 3),
    "tic/s1_globl/2023-03-15.txt": lines_like(r"[^\t]+\t\d{5}\t\d{4}-", 3, "\t"),
    "tic/slt2d_history/2023-03-15.csv": lines_like(HISTORY, 1),
    "tic/bltype_history/2024-12-19.csv": lines_like(HISTORY, 1),
    "tic/shlhistdat/2024-04-30.txt": lines_like(r"\d{5}\t", 2, "\t"),
    "tic/shl_appendix/shl2019r_appx.zip": members(
        "shl_app03_2019.csv", "shl_app07_2019.csv"
    ),
    "tic/shl_appendix/shl2024r_appx.zip": with_maturities(
        "shl_app12_2024.csv", members("shl_app07_2024.csv", "shl_app01_2024.csv")
    ),
    "tic/oilexp_hist_to2016mar/2016-05-16.csv": lines_like(r"\d{4}-\d\d,", 1),
    "frb_bertaut_judson/bertaut_judson_positions_liabs_2021.csv": lines_like(r"\d", 3),
    "frb_bertaut_judson/bertaut_judson_covgchg_liabs_2014.csv": lines_like(r"\d", 3),
    "frb_bertaut_judson/bertaut_judson_liabs_covg_2021.csv": roster,
    "frb_bertaut_judson/ticdata.liabilities.foiadj.txt": lines_like(r"\d", 3),
}


@pytest.mark.parametrize("path", COUNTS)
def test_cells_in_are_cells_out(path: str, real_data: Path) -> None:
    cells = cells_of(real_data / path)
    found = len(cells), int(cells["cell_value"].notna().sum())
    assert found == COUNTS[path]((real_data / path).read_bytes())


def test_no_file_of_these_sources_is_left_out(real_data: Path) -> None:
    folders = {path.rpartition("/")[0] for path in COUNTS}
    files = [path for folder in folders for path in (real_data / folder).iterdir()]
    assert {str(path.relative_to(real_data)) for path in files} == set(COUNTS)


@pytest.mark.parametrize("path", COUNTS)
def test_a_real_file_lands_without_a_false_alarm(
    path: str, real_data: Path, settings: Settings
) -> None:
    landing = land_path(real_data / path, settings, "hand")
    assert landing.is_new
    dated = re.fullmatch(r"\d{4}-\d\d-\d\d", Path(path).stem)
    released_on = landing.file.sidecar.released_on
    assert str(released_on) == (Path(path).stem if dated else "None")


def test_every_label_stands_for_one_code(real_data: Path) -> None:
    """Of the files that print a code, it is that code; footnotes and all."""
    known = known_labels(SEEDS)
    for path in COUNTS:
        document = Document(path, (real_data / path).read_bytes())
        source = recognise(document)
        if source.label_source is None:
            continue
        named = cells_of(real_data / path)[["label", "code"]].drop_duplicates()
        for label, code in named.itertuples(index=False):
            codes = (
                codes_of(known, source.label_source, label)
                if pandas.isna(code)
                else known[source.label_source, normalise_label(label)]
            )
            assert len(codes) == 1, (path, label)
            assert pandas.isna(code) or codes == {code}, (path, label)


# --- figures read off the files by eye ---------------------------------------------

# path: (code, label or None, period as printed, measure, figure)
READ_BY_EYE: dict[str, list[tuple[str | None, str, str, float]]] = {
    "tic/slt3d_globl/2023-03-15.csv": [
        ("Japan", "2023-01", "total", 1_104_387),
        ("China, Mainland", "2023-01", "total", 859_352),
        ("Grand Total", "2023-01", "total", 7_402_539),
        ("Austria", "2022-10", "short_term", 713),
        ("Grand Total", "2011-09", "long_term", 4_276_989),
    ],
    "tic/s1_globl/2023-03-15.txt": [
        ("Austria", "2022-09", "purchases_foreign_bond", 1_480),
        ("Austria", "2023-01", "sales_treasury", 79),
        ("Grand Total", "1977-01", "purchases_treasury", 1_632),
        ("Grand Total", "1977-01", "sales_treasury", 1_122),
        ("Grand Total", "1977-01", "sales_foreign_stock", 198),
    ],
    "tic/slt2d_history/2023-03-15.csv": [
        (None, "2023-Jan", "treasury_official", 3_464_289),
        (None, "2023-Jan", "treasury_private", 2_998_009),
        (None, "2011-Sep", "equity_private_non_financial", 1_874_556),
    ],
    "tic/bltype_history/2024-12-19.csv": [
        (None, "2024-Oct", "[5]", 312_893),
        (None, "2024-Oct", "[41]", 1_183_533),
        (None, "1978-Apr", "[5]", 57_675),
    ],
    "tic/shlhistdat/2024-04-30.txt": [
        ("Japan", "Jun 2023", "total", 2_494_469),
        ("Japan", "Jun 2023", "equity", 837_010),
        ("Total", "Dec 1974", "long_term_debt", 42_427),
    ],
    "tic/shl_appendix/shl2019r_appx.zip": [
        ("Total", "June 28, 2019", "treasury", 6_612_179),
        ("Total", "June 28, 2019", "short_term_treasury", 709_017),
        ("Total", "June 2012", "total_securities_usd_bn", 13_261),
        ("Total Asia", "June 28, 2019", "long_term_treasury_tips", 368_857),
        ("Japan", "June 28, 2019", "long_term_treasury_nominal", 1_031_240),
        ("Japan", "June 28, 2019", "long_term_treasury_frn", 1_769),
        ("Belgium", "June 28, 2019", "short_term_treasury", 24_459),
    ],
    "tic/shl_appendix/shl2024r_appx.zip": [
        ("Total", "June 30, 2024", "treasury", 8_210_910),
        ("Total", "June 30, 2024", "long_term_treasury_frn", 110_542),
        ("Japan", "June 30, 2024", "long_term_treasury_tips", 13_484),
        ("Japan", "June 30, 2024", "short_term_treasury", 74_248),
        ("Algeria", "June 30, 2024", "treasury", 675),
        ("United Kingdom", "June 2017", "total_securities_usd_bn", 1_493),
        ("U.S. Treasuries", "June 2020", "treasury_due_in_25_to_30_years", 352_827),
        ("U.S. Treasuries FOI", "June 2018", "treasury_by_maturity", 3_650_929),
        ("U.S. Treasuries Private", "June 2024", "treasury_due_after_30_years", 0),
    ],
    "tic/oilexp_hist_to2016mar/2016-05-16.csv": [
        ("Saudi Arabia", "1974-12", "holdings", 1.3),
        ("Saudi Arabia", "2016-03", "holdings", 116.8),
        ("Nigeria", "2016-03", "holdings", 3.1),
    ],
    "frb_bertaut_judson/bertaut_judson_positions_liabs_2021.csv": [
        ("Japan", "12/31/2020", "ftot_treas_est_pos", 1_183_539),
        ("China", "12/31/2020", "ftot_treas_est_pos", 1_032_610),
        ("Total", "12/31/2020", "ftot_treas_adj_net_flow", -20_696),
    ],
    "frb_bertaut_judson/bertaut_judson_covgchg_liabs_2014.csv": [
        ("Total", "9/30/2011", "ftot_treas_covg_chg", 14_122),
    ],
    "frb_bertaut_judson/bertaut_judson_liabs_covg_2021.csv": [
        ("SaudiArabia", "Jan-12 to Dec-20", "n_obs", 108),
    ],
    "frb_bertaut_judson/ticdata.liabilities.foiadj.txt": [
        (None, "12/31/1984", "foi_treas_est_pos", 84_105),
        (None, "06/30/2011", "foi_treas_adj_val_chg", -12_262.2),
    ],
}


@pytest.mark.parametrize("path", COUNTS)
def test_the_figures_are_those_that_the_eye_reads(path: str, real_data: Path) -> None:
    cells = cells_of(real_data / path)
    for label, period, measure, figure in READ_BY_EYE[path]:
        is_it = (cells["period"] == period) & (cells["measure"] == measure)
        if label is not None:
            is_it &= cells["label"] == label
        assert cells.loc[is_it, "cell_value"].tolist() == [figure], (label, period)


def grid(path: Path, rows: list[str]) -> pandas.DataFrame:
    """The figures by the given fields, one column per measure."""
    return cells_of(path).pivot_table(
        index=rows, columns="measure", values="cell_value", aggfunc="first"
    )


def test_form_s_gives_net_purchases_of_treasuries(real_data: Path) -> None:
    flows = grid(real_data / "tic/s1_globl/2023-03-15.txt", ["period", "code"])
    net = flows["purchases_treasury"] - flows["sales_treasury"]
    assert net["2023-01"][["42609", "41408", "99996"]].tolist() == [
        1_447,
        -10_922,
        50_943,
    ]


def test_the_bills_of_four_kinds_of_holders_are_all_bills(real_data: Path) -> None:
    bills = grid(real_data / "tic/bltype_history/2024-12-19.csv", ["period"])
    parts = bills["[5]"] + bills["[10]"] + bills["[15]"] + bills["[20]"]
    assert parts["2024-Oct"] == 1_183_533
    differences = (parts - bills["[41]"]).dropna().abs()
    assert len(differences) == 559
    assert differences.max() <= 2  # rounding: each is a sum of reports in thousands


def test_official_and_private_are_the_total_of_table_2d(real_data: Path) -> None:
    types = grid(real_data / "tic/slt2d_history/2023-03-15.csv", ["period"])
    for kind in ("total", "treasury", "agency", "corporate_bond", "equity"):
        parts = types[f"{kind}_official"] + types[f"{kind}_private"]
        assert (parts - types[kind]).abs().max() <= 1


def test_table_2d_is_table_3d_where_they_meet(real_data: Path) -> None:
    types = grid(real_data / "tic/slt2d_history/2023-03-15.csv", ["reference_date"])
    holders = grid(
        real_data / "tic/slt3d_globl/2023-03-15.csv", ["code", "reference_date"]
    )
    total = holders.loc["99996"]
    assert (total["long_term"] - types["treasury"]).abs().max() == 0
    assert len(total) == 135
    sums = (holders["total"] - holders["long_term"] - holders["short_term"]).dropna()
    assert sums.abs().max() <= 1


def test_names_of_the_appendix_stand_for_the_codes_of_the_survey(
    real_data: Path,
) -> None:
    """Its billions are the survey's millions, country by country."""
    known = known_labels(SEEDS)
    yearly = cells_of(real_data / "tic/shl_appendix/shl2024r_appx.zip")
    yearly = yearly[yearly["measure"] == "total_securities_usd_bn"]
    survey = cells_of(real_data / "tic/shlhistdat/2024-04-30.txt")
    survey = survey[survey["measure"] == "total"]
    millions = survey.set_index(["code", "reference_date"])["cell_value"]
    compared = 0
    for row in yearly[yearly["cell_value"].notna()].itertuples():
        (code,) = codes_of(known, "shl_appendix", row.label)
        figure = millions.get((code, row.reference_date))
        if figure is not None and not pandas.isna(figure):
            assert abs(figure / 1000 - row.cell_value) <= 1, (row.label, row.period)
            compared += 1
    assert compared > 900


def test_the_roster_tells_how_many_months_each_country_has(real_data: Path) -> None:
    folder = real_data / "frb_bertaut_judson"
    told = cells_of(folder / "bertaut_judson_liabs_covg_2021.csv")
    positions = cells_of(folder / "bertaut_judson_positions_liabs_2021.csv")
    months = positions.groupby("code")["period"].nunique()
    assert months.to_dict() == told.set_index("code")["cell_value"].to_dict()
