"""Daily grids: Treasury, FRED, H.15, JGB, ECB. Cells, generations, broken twins.

Belongs here: what the readers of `markets`, `fed.h15` and `japan.jgb` make of one file,
in one test file because they share `markets.daily`. Does not: whether it may be landed
(`test_validate.py`) and the publishers' own files (`real_files/`).
"""

import io
import zipfile
from datetime import date

import pytest

from orchestration.errors import WarehouseError
from orchestration.parsing.document import Document
from orchestration.parsing.markets.ecb import MAX_UNPACKED_BYTES
from orchestration.parsing.registry import recognise
from tests.support.fixtures import (
    CURRENCIES,
    H15_IDS,
    TENORS,
    Days,
    cell_at,
    ecb_daily,
    ecb_history,
    fred,
    h15,
    jgb,
    parsed,
    refusal,
    replaced,
    rising,
    treasury_archive,
    treasury_year,
    weekdays,
    with_line_twice,
    zipped,
)

YEAR_DAYS = rising(weekdays("2025-01-02", 5), 4.0, 0.01, len(TENORS))
YEAR = treasury_year(YEAR_DAYS)
ARCHIVE = treasury_archive(rising(weekdays("1999-12-30", 4), 4.0, 0.1, len(TENORS)))
FRED_DAYS = rising(weekdays("2020-12-30", 5), 0.9, 0.01)
FRED = fred(FRED_DAYS)
H15_ROWS = [
    ("1962-01-02", ["4.06", ""]),
    ("1962-01-03", ["ND", "5.05"]),
    ("1962-01-04", ["3.99", "5.10"]),
]
H15 = h15(H15_ROWS)
MONTHLY_IDS = [each.replace(".B", ".M") for each in H15_IDS]
JGB_DAYS = [
    (day, [*texts, "-"]) for day, texts in rising(weekdays("1974-09-24", 4), 9, 0.1, 14)
]
JGB = jgb(JGB_DAYS)
ECB_DAYS = rising(weekdays("1999-01-04", 4), 1.1, 0.01, len(CURRENCIES))
ECB = ecb_history(ECB_DAYS)


def with_text(days: Days, day: int, column: int, text: str) -> Days:
    """The same days with one cell changed."""
    changed = [(each, list(texts)) for each, texts in days]
    changed[day][1][column] = text
    return changed


def source_of(content: bytes, series: str | None = None) -> str:
    return recognise(Document("x", content), series).id


# --- US Treasury -------------------------------------------------------------------


def test_a_cell_of_a_treasury_year_keeps_its_place_its_text_and_its_value() -> None:
    assert cell_at(parsed(YEAR).cells, line=2, column=3) == {
        "line_number": 2,
        "column_number": 3,
        "label": "1.5 Month",
        "code": None,
        "period": "01/08/2025",
        "reference_date": "2025-01-08",
        "measure": "par_yield",
        "segment": None,
        "cell_text": "5.04",
        "cell_value": 5.04,
    }


def test_the_archive_has_two_digit_years_on_both_sides_of_2000() -> None:
    cells = parsed(ARCHIVE).cells
    assert cells["reference_date"].min().year == 1999
    assert cells["reference_date"].max().year == 2000
    assert cell_at(cells, line=5, column=2)["period"] == "12/30/99"
    assert cell_at(cells, line=5, column=2)["cell_text"] == "4"


def test_a_tenor_that_begins_later_is_empty_before() -> None:
    content = treasury_year(with_text(YEAR_DAYS, 0, 1, ""))
    cell = cell_at(parsed(content).cells, line=6, column=3)
    assert (cell["label"], cell["cell_text"], cell["cell_value"]) == (
        "1.5 Month",
        "",
        None,
    )


def test_an_iso_resave_of_treasury_yields_is_read() -> None:
    lines = [f"{day}," + ",".join(texts) for day, texts in reversed(YEAR_DAYS)]
    content = "\n".join(["Date," + ",".join(TENORS), *lines, ""]).encode()
    assert cell_at(parsed(content).cells, 2, 2)["reference_date"] == "2025-01-08"


def test_a_tenor_without_any_figure_may_end_a_file() -> None:
    days = [(day, [*texts[:-1], ""]) for day, texts in YEAR_DAYS]
    assert parsed(treasury_year(days)).cells["cell_value"].isna().sum() == len(days)


# --- FRED --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "end", "mark", "series"),
    [
        ("DATE,VALUE", "\r\n", ".", "DGS10"),
        ("DATE,DGS10", "\n", ".", None),
        ("observation_date,DGS10", "\n", "", None),
        ("Date,Value", "\n", "", "DGS10"),
        ("date,dgs10", "\r\n", "", None),
    ],
)
def test_every_generation_of_fred_files_says_the_same(
    header: str, end: str, mark: str, series: str | None
) -> None:
    content = fred(with_text(FRED_DAYS, 2, 0, mark), header, end)
    assert source_of(content, series) == "fred_DGS10"
    cells = parsed(content, series).cells
    assert set(cells["label"]) == {"DGS10"}
    assert cells["cell_value"].isna().tolist() == [False, False, True, False, False]
    assert cells["cell_text"].tolist() == ["0.90", "0.91", mark, "0.93", "0.94"]


def test_a_cell_of_fred_keeps_its_place() -> None:
    assert cell_at(parsed(FRED).cells, line=4, column=2) == {
        "line_number": 4,
        "column_number": 2,
        "label": "DGS10",
        "code": None,
        "period": "2021-01-01",
        "reference_date": "2021-01-01",
        "measure": "value",
        "segment": None,
        "cell_text": "0.92",
        "cell_value": 0.92,
    }


@pytest.mark.parametrize(
    ("header", "series", "sentence"),
    [
        (
            "Date,Value",
            None,
            "file, line 1 ('Date,Value'): the heading names no single",
        ),
        ("DATE,WALCL", None, "the FRED series WALCL has no block"),
        ("Date,Value", "walcl", "the FRED series WALCL has no block"),
        (
            "DATE,DGS10",
            "DGS2",
            "the heading names DGS10, another series than --series DGS2; leave",
        ),
    ],
)
def test_a_series_that_is_not_known_or_not_named_is_told(
    header: str, series: str | None, sentence: str
) -> None:
    assert sentence in refusal(fred(FRED_DAYS, header), series)


def test_a_series_given_for_two_nameless_columns_is_told() -> None:
    content = b"Date,Value,Value\n2020-01-02,1.58,1.88\n"
    assert "the heading names no series" in refusal(content, "DGS10")


def test_two_fred_series_in_one_file_are_told() -> None:
    content = b"DATE,DGS2,DGS10\n2020-01-02,1.58,1.88\n"
    assert "the heading names no single series" in refusal(content)


# --- H.15 --------------------------------------------------------------------------


def test_a_cell_of_h15_is_named_by_its_unique_identifier() -> None:
    assert cell_at(parsed(H15).cells, line=9, column=3) == {
        "line_number": 9,
        "column_number": 3,
        "label": "H15/H15/RIFLGFCY30_N.B",
        "code": None,
        "period": "1962-01-04",
        "reference_date": "1962-01-04",
        "measure": "value",
        "segment": None,
        "cell_text": "5.10",
        "cell_value": 5.1,
    }


def test_no_data_and_not_yet_begun_are_both_without_a_value() -> None:
    cells = parsed(H15).cells
    missing = cells.loc[cells["cell_value"].isna(), "cell_text"].tolist()
    assert missing == ["", "ND"]


def test_monthly_averages_are_a_source_of_their_own_and_end_with_the_month() -> None:
    rows = [("2024-01", ["4.06", "4.26"]), ("2024-02", ["NA", "4.38"])]
    content = h15(rows, MONTHLY_IDS)
    assert source_of(content) == "fed_h15_monthly"
    cell = cell_at(parsed(content).cells, line=8, column=2)
    assert (cell["reference_date"], cell["cell_value"]) == ("2024-02-29", None)


@pytest.mark.parametrize(
    ("identifier", "release"),
    [("H10/H10/RXI_N.B.JA", "H.10"), ("H41/H41/RESPPA_N.WW", "H.4.1")],
)
def test_another_release_of_the_fed_is_known_and_not_read(
    identifier: str, release: str
) -> None:
    sentence = refusal(h15([("2026-01-02", ["1.5"])], [identifier]))
    assert f"this is {release} (" in sentence
    assert "only H.15 is read; land the package of H.15" in sentence


# --- JGB ---------------------------------------------------------------------------


def test_a_cell_of_the_jgb_history_keeps_its_place() -> None:
    assert source_of(JGB) == "mof_jgb_all"
    assert cell_at(parsed(JGB).cells, line=3, column=2) == {
        "line_number": 3,
        "column_number": 2,
        "label": "1Y",
        "code": None,
        "period": "1974/9/24",
        "reference_date": "1974-09-24",
        "measure": "par_yield",
        "segment": None,
        "cell_text": "9.00",
        "cell_value": 9,
    }


def test_a_tenor_that_was_not_issued_is_without_a_value() -> None:
    cell = cell_at(parsed(JGB).cells, line=3, column=16)
    assert (cell["label"], cell["cell_text"], cell["cell_value"]) == ("40Y", "-", None)


def test_the_current_month_may_end_with_a_japanese_note() -> None:
    content = jgb(JGB_DAYS, "September 1974", note=True)
    assert source_of(content) == "mof_jgb_current"
    assert b"\x81\xa6" in content  # the mark that strict UTF-8 reading fails on
    assert parsed(content).cells.equals(parsed(JGB).cells)


def in_japanese(content: bytes, month: str = "") -> bytes:
    """The Japanese edition of an English file: era days, tenors and title in cp932."""
    lines = content.decode("ascii").splitlines()
    title = lines[0].replace("Interest Rate", f"国債金利情報{month}")
    lines[0] = title.replace("Unit", "単位")
    lines[1] = lines[1].replace("Date", "基準日").replace("Y", "年")
    eras = (("2026", "R8"), ("1989", "H1"), ("1974", "S49"))
    for at, line in enumerate(lines[2:], start=2):
        day, _, figures = line.partition(",")
        year, letter = next(each for each in eras if day.startswith(each[0]))
        lines[at] = f"{day.replace(year, letter).replace('/', '.')},{figures}"
    return ("\r\n".join(lines) + "\r\n").encode("cp932")


def test_the_japanese_edition_is_read_to_the_cells_of_the_english_one() -> None:
    days = [date(1974, 9, 24), date(1989, 1, 9), date(2026, 6, 30)]
    english = jgb([(day, [*texts, "-"]) for day, texts in rising(days, 9, 0.1, 14)])
    japanese = in_japanese(english)
    assert source_of(japanese) == "mof_jgb_all"
    cells = parsed(japanese).cells
    assert cells["period"].unique().tolist() == ["S49.9.24", "H1.1.9", "R8.6.30"]
    assert cells.drop(columns="period").equals(
        parsed(english).cells.drop(columns="period")
    )


def test_the_japanese_current_month_is_known_by_its_title() -> None:
    english = jgb([(date(2026, 10, 1), ["1.1"] * 15)], "October 2026")
    japanese = in_japanese(
        jgb([(date(2026, 10, 1), ["1.1"] * 15)]), "\uff08令和8年10月\uff09"
    )
    assert source_of(japanese) == source_of(english) == "mof_jgb_current"
    assert len(parsed(japanese).cells) == 15


def test_a_japanese_day_that_is_none_is_refused() -> None:
    content = replaced(in_japanese(JGB), "S49.9.26", "X49.9.26")
    assert "this is not a date as in the rows above" in refusal(content)


def test_a_negative_yield_is_a_yield() -> None:
    content = jgb(with_text(JGB_DAYS, 0, 9, "-0.297"))
    assert cell_at(parsed(content).cells, line=3, column=11)["cell_value"] == -0.297


# --- ECB ---------------------------------------------------------------------------


def test_a_cell_of_the_ecb_history_keeps_its_place() -> None:
    assert cell_at(parsed(ECB).cells, line=2, column=3) == {
        "line_number": 2,
        "column_number": 3,
        "label": "JPY",
        "code": None,
        "period": "1999-01-07",
        "reference_date": "1999-01-07",
        "measure": "units_per_eur",
        "segment": None,
        "cell_text": "2.13",
        "cell_value": 2.13,
    }


def test_the_zip_and_its_csv_say_the_same() -> None:
    content = zipped(("eurofxref-hist.csv", ECB))
    assert source_of(content) == source_of(ECB) == "ecb_fx_history"
    assert parsed(content).cells.equals(parsed(ECB).cells)


def test_a_dead_currency_is_without_a_value() -> None:
    content = ecb_history(with_text(ECB_DAYS, 3, 2, "N/A"))
    cell = cell_at(parsed(content).cells, line=2, column=4)
    assert (cell["label"], cell["cell_text"], cell["cell_value"]) == (
        "GBP",
        "N/A",
        None,
    )


def test_one_day_has_an_english_date_and_blanks() -> None:
    content = ecb_daily("13 April 2026", ["1.1684", "186.75"], ["USD", "JPY"])
    assert source_of(content) == "ecb_fx_daily"
    cell = cell_at(parsed(content).cells, line=2, column=3)
    assert (cell["label"], cell["reference_date"]) == ("JPY", "2026-04-13")
    assert (cell["cell_text"], cell["cell_value"]) == ("186.75", 186.75)


def test_a_history_as_until_may_2024_ends_with_a_comma_and_no_line_end() -> None:
    assert ECB.endswith(b",\n")
    assert parsed(ECB[:-1]).cells.equals(parsed(ECB).cells)


def test_a_history_without_a_line_end_must_have_all_its_columns() -> None:
    assert "cut off" in refusal(ECB[: ECB[:-2].rindex(b",") + 1])


# --- broken twins ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(YEAR, "10 Yr", "9 Yr"),
            "file, line 1 ('Date,1 Mo,1.5 Month,2 Mo,9 Yr,30 Yr'): the column '9 Yr' is"
            " unknown",
        ),
        (
            replaced(H15, "H15/H15/RIFLGFCY30_N.B", "H15/H15/RIFLGFCY40_N.B"),
            "the column 'H15/H15/RIFLGFCY40_N.B' is unknown",
        ),
        (
            replaced(ECB, ",GBP", ",ZZZ"),
            "file, line 1 ('Date,USD,JPY,ZZZ,'): the column 'ZZZ' is unknown",
        ),
        (
            replaced(ECB, ",GBP", ",USD"),
            "file, line 1: a column appears twice",
        ),
        (
            replaced(JGB, ",40Y", ",50Y"),
            "the column '50Y' is unknown",
        ),
        (
            replaced(JGB, "(Unit : %)", "(Unit : bp)"),
            "file, line 1 ('Interest Rate,,,,,,,,,,,,,,,(Unit : bp)'): the first line"
            " must end with the unit as (Unit : %)",
        ),
        (
            replaced(H15, "Percent:_Per_Year", "Basis_Points"),
            "file, line 2 ('Basis_Points'): Unit: must be Percent:_Per_Year or Percent",
        ),
        (
            replaced(H15, '"Multiplier:","1"', '"Multiplier:","1000000"'),
            "file, line 3 ('1000000'): Multiplier: must be 1 everywhere",
        ),
        (
            replaced(H15, '"Time Period"', '"Period"'),
            "the six heading lines of the Fed's DDP are not complete",
        ),
        (
            replaced(H15, '"Unit:"', "\r\n"),
            "the six heading lines of the Fed's DDP are not complete",
        ),
        (
            replaced(YEAR, "5.04", "n/a?"),
            "file, line 2 ('n/a?'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(ECB, "2.13", "-"),
            "file, line 2 ('-'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(FRED, "0.91", "1.58e-3"),
            "file, line 3 ('1.58e-3'): this cell is neither a number nor a known mark",
        ),
        (
            with_line_twice(FRED, 3),
            "file, line 4 ('0.91'): DGS10 2020-12-31 value is already on line 3",
        ),
        (
            replaced(FRED, "2021-01-04", "2020-12-29"),
            "file, line 5 ('2020-12-29,0.93'): this day is out of order",
        ),
        (
            replaced(FRED, "2021-01-04", "4.1.2021"),
            "file, line 5 ('4.1.2021'): this is not a date as in the rows above",
        ),
        (
            replaced(YEAR, "01/08/2025", "13/08/2025"),
            "file, line 2 ('13/08/2025",
        ),
        (
            h15(
                [("2024-01", ["4.06", "4.26"]), ("2024-13", ["4.1", "4.2"])],
                MONTHLY_IDS,
            ),
            "file, line 8 ('2024-13'): this is not a date as in the rows above",
        ),
        (
            replaced(FRED, "2020-12-31,", '"2020-12-31,'),
            "file, line 3 ('\"2020-12-31,0.91'): a quotation mark opened here is not",
        ),
        (
            replaced(FRED, "0.91", "0.91,7"),
            "file, line 3 ('2020-12-31 0.91 7'): this row has 3 cells where the header"
            " has 2",
        ),
        (
            replaced(ECB, ",2.13,3.13,", ",2.13"),
            "file, line 2 ('1999-01-07 1.13 2.13'): this row has 3 cells where the"
            " header has 4",
        ),
        (b"Interest Rate,(Unit : %)\nDate,1Y,", "the table has a header but no rows"),
        (b"DATE,DGS10\n", "the table has a header but no rows"),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


@pytest.mark.parametrize(
    "content", [FRED, JGB, ECB], ids=["FRED", "JGB history", "ECB history"]
)
@pytest.mark.parametrize("lost", [2, 3, 4, 7])
def test_a_file_cut_off_within_its_last_row_is_refused(
    content: bytes, lost: int
) -> None:
    sentence = refusal(content[:-lost])
    last = len(content.splitlines())
    assert f"line {last} (" in sentence
    assert "the file is cut off" in sentence or "may be cut off" in sentence


@pytest.mark.parametrize("content", [YEAR, H15], ids=["Treasury year", "H.15"])
@pytest.mark.parametrize("lost", [1, 2, 3, 4, 7])
def test_where_no_line_end_closes_a_file_its_last_figure_tells(
    content: bytes, lost: int
) -> None:
    sentence = refusal(content[:-lost])
    last = len(content.splitlines())
    assert f"line {last} (" in sentence
    assert "cut off" in sentence


def test_a_zip_with_two_members_is_refused() -> None:
    content = zipped(("a.csv", ECB), ("b.csv", ECB))
    assert refusal(content) == (
        "file: no known archive holds what this zip does (a.csv, b.csv); use the file"
        " as its publisher serves it"
    )


def test_a_zip_bomb_is_not_opened_further() -> None:
    bomb = zipped(("eurofxref-hist.csv", bytes(MAX_UNPACKED_BYTES + 1)))
    assert len(bomb) < 100_000
    assert "unpacked it is larger than 67,108,864 bytes" in refusal(bomb)


def test_a_damaged_zip_is_told_wherever_the_damage_is() -> None:
    whole = zipped(("eurofxref-hist.csv", ECB))
    for position in range(2, len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        try:
            cells = parsed(bytes(damaged)).cells
        except WarehouseError:
            continue  # any other exception fails this test
        assert cells.equals(parsed(ECB).cells)


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.99])
def test_a_zip_that_is_cut_off_is_refused(kept: float) -> None:
    whole = zipped(("eurofxref-hist.csv", ECB))
    assert "the zip is damaged" in refusal(whole[: int(len(whole) * kept)])


def test_a_locked_zip_is_refused() -> None:
    packed = bytearray(zipped(("eurofxref-hist.csv", ECB)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + offset] |= 1  # says: encrypted
    assert zipfile.ZipFile(io.BytesIO(packed)).infolist()[0].flag_bits & 1
    assert "it is locked with a password" in refusal(bytes(packed))
