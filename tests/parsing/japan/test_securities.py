"""Japan's transactions in securities by week, with broken twins."""

from datetime import date

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import cell_at, parsed, refusal, replaced, without_line
from tests.support.japan_fixtures import WEEKS_FIRST_LINE, cp932, securities_week, wide

FILE = securities_week()


def test_the_file_is_recognised_by_its_title() -> None:
    assert recognise(Document("x", FILE)).id == "mof_securities_week"


def test_a_figure_keeps_its_place_and_its_week_ends_on_saturday() -> None:
    cell = cell_at(parsed(FILE).cells, line=WEEKS_FIRST_LINE, column=7)
    assert cell == {
        "line_number": WEEKS_FIRST_LINE,
        "column_number": 7,
        "label": "Portfolio Investment Assets, Long-term debt securities, Net",
        "code": None,
        "period": wide("2025.12.21~ 12.27"),
        "reference_date": "2025-12-27",
        "measure": "assets_long_term_net",
        "segment": None,
        "cell_text": "500 ",
        "cell_value": 500,
    }


def test_a_week_over_the_new_year_ends_in_the_new_one_named_or_not() -> None:
    unnamed = FILE.replace(cp932(wide("~ 2026.")), cp932(wide("~ ")))
    assert unnamed != FILE
    for content in (FILE, unnamed):
        weeks = parsed(content).cells["reference_date"].unique()
        assert [f"{week:%Y-%m-%d}" for week in weeks] == [
            "2025-12-27",
            "2026-01-03",
            "2026-01-10",
        ]


def test_every_cell_becomes_a_row_and_the_day_of_update_is_told() -> None:
    file = parsed(FILE)
    assert len(file.cells) == 3 * 22
    assert file.stated_release == date(2026, 1, 15)


def test_the_other_tilde_reads_too() -> None:
    content = FILE.decode("cp932").replace(wide("~"), "~").encode("cp932")
    assert len(parsed(content).cells) == 3 * 22


def test_the_heading_of_two_lines_counts_as_two_and_need_not_be_there() -> None:
    one_line = FILE.replace(cp932('"期間\r\nPeriod"'), cp932("期間 Period"))
    for content, line in ((FILE, WEEKS_FIRST_LINE), (one_line, WEEKS_FIRST_LINE - 1)):
        cells = parsed(content).cells
        assert cells["line_number"].min() == line
        assert content.decode("cp932").splitlines()[line - 1].startswith("2025")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(FILE, "Unit: 100 million Yen", "Unit: million Yen"),
            "file: the unit must read 'Unit: 100 million Yen'; it may have changed",
        ),
        (
            replaced(FILE, "Long-term debt", "Medium-term debt"),
            "file: no line of the heading reads 'Equity and investment fund shares,",
        ),
        (
            replaced(FILE, "Acquisition,Disposition", "Disposition,Acquisition"),
            "file: no line of the heading reads 'Acquisition, Disposition, Net,",
        ),
        (
            without_line(FILE, WEEKS_FIRST_LINE + 1),
            "this week does not follow the one that ends on 2025-12-27",
        ),
        (
            securities_week(first=date(2025, 12, 22)),
            "this is not a week from Sunday to Saturday",
        ),
        (
            FILE.replace(cp932(wide("2026.1.4")), b"W1"),
            "file, line 10 ('W1" + wide("~ 1.10"),
        ),
        (
            replaced(FILE, ",530 ,", ",* ,"),
            "file, line 8 ('*'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(FILE, "Final Update", "Last Update"),
            "file: the heading names no day of update",
        ),
        (
            FILE + FILE.splitlines(keepends=True)[WEEKS_FIRST_LINE - 1],
            "this row of data is below the notes",
        ),
        (
            FILE.removesuffix(b"\r\n"),
            "the last line does not end, so the file is cut off",
        ),
        (
            without_line(FILE, WEEKS_FIRST_LINE, count=3),
            "file: the file has no rows of weeks; fetch it again",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)
