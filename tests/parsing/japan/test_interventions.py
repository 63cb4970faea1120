"""Japan's interventions by day, with broken twins.

No copy of the publisher's file was at hand: it is written here as it is described.
"""

from datetime import date

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import cell_at, parsed, refusal, replaced, without_line
from tests.support.japan_fixtures import (
    BUYS_YEN,
    INTERVENTIONS_FIRST_LINE,
    SELLS_YEN,
    SPRING_2024,
    interventions,
)

FILE = interventions()
FIRST_DAY = INTERVENTIONS_FIRST_LINE + 1  # below a quarter without any


def test_the_file_is_recognised_by_the_heading_of_its_days() -> None:
    assert recognise(Document("x", FILE)).id == "mof_interventions"


def test_a_day_keeps_its_amount_its_pair_and_the_year_that_is_not_repeated() -> None:
    assert cell_at(parsed(FILE).cells, line=FIRST_DAY + 1, column=7) == {
        "line_number": 7,
        "column_number": 7,
        "label": BUYS_YEN,
        "code": None,
        "period": "2024-05-01",
        "reference_date": "2024-05-01",
        "measure": "amount",
        "segment": None,
        "cell_text": "38,700",
        "cell_value": 38_700,
    }


def test_a_day_of_a_month_that_is_not_repeated_has_that_month() -> None:
    days = (*SPRING_2024, (date(2024, 5, 2), 10, SELLS_YEN))
    cells = parsed(interventions([(date(2024, 6, 30), days)])).cells
    assert f"{cells['reference_date'].iloc[2]:%Y-%m-%d}" == "2024-05-02"


def test_a_quarter_without_any_says_how_far_the_file_reaches() -> None:
    cells = parsed(FILE).cells
    quarters = cells[cells["measure"] == "quarter_total"]
    assert list(quarters["cell_value"]) == [0, 97_885]
    assert list(quarters["period"]) == ["January - March 2024", "April - June 2024"]
    assert [f"{day:%Y-%m-%d}" for day in quarters["reference_date"]] == [
        "2024-03-31",
        "2024-06-30",
    ]


def test_a_total_may_differ_by_the_rounding_of_its_days() -> None:
    assert (
        len(parsed(interventions(totals=lambda total: total + bool(total))).cells) == 4
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            interventions(totals=lambda total: total + 2 * bool(total)),
            "file, line 8 ('April - June 2024 97,887'): the days of this quarter add up"
            " to 97,885",
        ),
        (
            without_line(FILE, FIRST_DAY + 2),
            "file, line 6 ('2024-04-29'): no quarter's total follows this day",
        ),
        (
            replaced(FILE, "the US dollar", "the British pound"),
            "file, line 6 ('the British pound (sold) the Japanese yen (bought)'): this"
            " is not a known pair of currencies",
        ),
        (
            replaced(FILE, "yen (bought)", "yen (sold)"),
            "this is not a known pair of currencies, one sold and one bought",
        ),
        (
            replaced(FILE, "Day,", "Date,"),
            "no known layout begins like this",
        ),
        (
            replaced(FILE, "(amount)", "(volume)"),
            "the amount and the Currency pairs is not as it was",
        ),
        (
            replaced(FILE, "April - June", "April - July"),
            "file, line 8 ('April - July 2024'): these months are not a quarter",
        ),
        (
            replaced(FILE, "April - June 2024", "July - September 2024"),
            "file, line 8 ('July - September 2024'): a day above this total is not of"
            " its quarter",
        ),
        (
            replaced(FILE, ",Apr,29,", ",Apr,30,"),
            "this line is neither a day in both calendars nor a quarter's total",
        ),
        (
            replaced(FILE, ",Apr,29,", ",Jun,29,"),
            "file, line 6 ('4月 Jun'): the Japanese and the English month",
        ),
        (
            replaced(FILE, '"59,185"', "n.a."),
            "file, line 6 ('n.a.'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(FILE, ",2024,Apr", ",2025,Apr"),
            "two years stand on this line, 2024 and 2025",
        ),
        (
            without_line(FILE, INTERVENTIONS_FIRST_LINE, count=4),
            "file: the table has a header but no rows",
        ),
        (
            FILE + FILE.splitlines(keepends=True)[FIRST_DAY - 1],
            "this row of data is below the notes",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)
