"""Japan's portfolio investment, 6pi-1 and 6pi-4, with broken twins.

Belongs here: what the reader makes of one file. Does not: the publisher's own files
(`test_parse_japan_real_files.py`).
"""

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import (
    cell_at,
    parsed,
    refusal,
    with_line_twice,
    without_line,
)
from tests.support.japan_fixtures import (
    YEARS_FIRST_LINE,
    cp932,
    payments_long_term,
    payments_summary,
    wide,
)

SUMMARY = payments_summary()
LONG_TERM = payments_long_term()
MONTHS_FIRST_LINE = YEARS_FIRST_LINE + 1 + 3  # after one year and three lines


def changed(content: bytes, old: str, new: str) -> bytes:
    """The content with its first `old` replaced; a test that misses it fails."""
    assert cp932(old) in content, f"the fixture has no {old!r}"
    return content.replace(cp932(old), cp932(new), 1)


def test_each_table_is_recognised_by_its_title() -> None:
    assert recognise(Document("x", SUMMARY)).id == "mof_6pi_1"
    assert recognise(Document("x", LONG_TERM)).id == "mof_6pi_4"


def test_a_months_figure_keeps_its_place_its_text_and_the_words_above_it() -> None:
    cell = cell_at(parsed(SUMMARY).cells, line=MONTHS_FIRST_LINE + 13, column=10)
    assert cell == {
        "line_number": 26,
        "column_number": 10,
        "label": "Long-term debt securities, Net",
        "code": None,
        "period": "2025 Feb(P)",
        "reference_date": "2025-02-28",
        "measure": "assets_long_term_net",
        "segment": "monthly",
        "cell_text": "14,005",
        "cell_value": 14_005,
    }


def test_liabilities_stand_right_of_the_repeated_key() -> None:
    cell = cell_at(parsed(SUMMARY).cells, line=MONTHS_FIRST_LINE, column=29)
    assert (cell["measure"], cell["cell_value"]) == ("liabilities_total_net", 1_019)


def test_a_year_stands_apart_from_its_december() -> None:
    cells = parsed(SUMMARY).cells
    year = cell_at(cells, line=YEARS_FIRST_LINE, column=5)
    december = cell_at(cells, line=MONTHS_FIRST_LINE + 11, column=5)
    assert year["reference_date"] == december["reference_date"] == "2024-12-31"
    assert (year["period"], year["segment"]) == ("2024C.Y.", "annual")
    assert (december["period"], december["segment"]) == ("2024 Dec", "monthly")


def test_an_investor_is_named_by_what_spans_its_three_columns() -> None:
    cell = cell_at(parsed(LONG_TERM).cells, line=MONTHS_FIRST_LINE, column=40)
    assert (cell["label"], cell["measure"]) == (
        "Life insurance companies, Net",
        "life_insurers_net",
    )


def test_the_year_of_two_eras_is_2019() -> None:
    cells = parsed(LONG_TERM).cells
    assert set(cells.loc[cells["period"] == "2019 Jan", "line_number"]) == {25}


def test_every_cell_of_both_tables_becomes_a_row() -> None:
    assert len(parsed(SUMMARY).cells) == (1 + 14) * 20
    assert len(parsed(LONG_TERM).cells) == (1 + 14) * 45


def test_nothing_to_tell_is_there_without_a_value() -> None:
    content = changed(SUMMARY, '"1,005"', "          --")
    cell = cell_at(parsed(content).cells, line=YEARS_FIRST_LINE, column=10)
    assert (cell["cell_text"], cell["cell_value"]) == ("          --", None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            changed(SUMMARY, "(100 million Yen)", "(Million Yen)"),
            "file: the unit must read '(100 million Yen)'; it may have changed",
        ),
        (
            changed(SUMMARY, "Long-term debt", "Medium-term debt"),
            "the heading of column 8 must read '中長期債 Long-term debt securities",
        ),
        (
            changed(LONG_TERM, "生命保険会社", "年金基金"),
            "the heading of column 38 must read '生命保険会社 Life insurance companies",
        ),
        (
            changed(SUMMARY, wide("\r\n(暦年)"), wide(",a\r\n(暦年)")),
            "file, line 6 ('a'): the heading of column 30 must read ''",
        ),
        (
            changed(SUMMARY, '"1,005"', "-"),
            "file, line 9 ('-'): this cell is neither a number nor a known mark",
        ),
        (
            without_line(SUMMARY, MONTHS_FIRST_LINE + 3),
            "2024-03 is followed by 2024-05: months must run forwards one by one",
        ),
        (
            with_line_twice(SUMMARY, MONTHS_FIRST_LINE + 3),
            "2024-04 is followed by 2024-04: months must run forwards one by one",
        ),
        (
            changed(SUMMARY, ",2月,,Feb", ",2月,,Mar"),
            "file, line 14 ('2月 Mar'): the Japanese and the English month of this line"
            " are not one and the same",
        ),
        (
            changed(SUMMARY, "2月(P),,Feb(P)", "2月(P),,Feb"),
            "file, line 26 ('2月(P) Feb'): the Japanese and the English month",
        ),
        (
            changed(SUMMARY, "令和7年,1月,2025", "令和8年,1月,2025"),
            "file, line 25 ('令和8年 2025'): two years stand on this line, 2025 and",
        ),
        (
            changed(SUMMARY, "令和7年,1月,2025", "令和8年,1月,2026"),
            "file, line 25 ('令和8年 1月 2026 Jan'): 2026 is printed where 2025 must",
        ),
        (
            changed(SUMMARY, "令和6年,1月", "西暦6年,1月"),
            "file, line 13 ('西暦6年'): this is not a year of a Japanese era",
        ),
        (
            changed(SUMMARY, ",,令和7年,1月", ",,令和7年,3月"),
            "the month of the liabilities is not that of the assets",
        ),
        (
            changed(SUMMARY, "2024C.Y.", "2024F.Y."),
            "file, line 9 ('2024F.Y.'): this is not a year",
        ),
        (
            without_line(SUMMARY, MONTHS_FIRST_LINE - 1),
            "the line '(Monthly figures)' with figures below it must stand in the file",
        ),
        (
            without_line(SUMMARY, YEARS_FIRST_LINE),
            "file: the table has no annual figures; fetch it again",
        ),
        (
            SUMMARY.removesuffix(b"\r\n"),
            "the last line does not end, so the file is cut off",
        ),
        (
            without_line(SUMMARY, MONTHS_FIRST_LINE + 13) + b",x\r\n",
            "this row has 2 cells where the header has 29",
        ),
    ],
)
def test_a_broken_table_is_refused_with_its_place(
    content: bytes, sentence: str
) -> None:
    assert sentence in refusal(content)
