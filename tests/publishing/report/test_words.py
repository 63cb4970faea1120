"""The headline's answer and the articles of holders, without a page."""

import duckdb
import pytest

from orchestration.publishing.report.words import WINDOWS, Window, article, verdict

YEAR, QUARTER = WINDOWS


@pytest.mark.parametrize(
    ("reported", "with_other", "usual", "way"),
    [
        (-13.1, -6.0, 3.7, "sold"),
        (68.0, 70.0, 3.7, "bought"),
        (68.0, None, None, "bought"),
        (-13.1, 6.0, 3.7, "open"),  # the two ends differ in sign
        (-13.1, -3.0, 3.7, "sold"),  # one end alone is within the usual revision
        (13.1, 3.0, 3.7, "bought"),
        (-13.1, 0.0, 3.7, "open"),
        (-3.6, 2.0, 3.7, "too small to tell"),
        (0.0, None, None, "too small to tell"),
    ],
)
def test_a_sum_tells_nothing_within_its_usual_revision(
    reported: float, with_other: float | None, usual: float | None, way: str
) -> None:
    assert Window(YEAR, reported, with_other, usual).way == way


@pytest.mark.parametrize(
    ("year", "quarter", "answer"),
    [
        (-13.1, -70.2, "Yes."),
        (68.0, -15.0, "No."),  # a quarter does not outweigh the year
        (10.0, -70.2, "Yes."),  # unless it does
        (-68.0, 15.0, "Yes."),
        (2.0, -15.0, "Yes."),  # the year is too small to tell
        (2.0, -1.0, "Too small to tell."),
    ],
)
def test_the_largest_sum_that_tells_decides(
    year: float, quarter: float, answer: str
) -> None:
    windows = [Window(YEAR, year, None, 3.7), Window(QUARTER, quarter, None, 3.1)]
    assert verdict(windows) == answer


def test_without_a_window_nothing_is_claimed() -> None:
    assert verdict([]) == "Not known."
    assert verdict([Window(YEAR, -13.1, 6.0, 3.7)]) == "Open."
    assert verdict([Window(QUARTER, -13.1)]) == "Yes."


@pytest.mark.parametrize(
    "name",
    [
        "United Kingdom",
        "Cayman Islands",
        "Netherlands",
        "Bahamas",
        "Philippines",
        "United Arab Emirates",
        "Marshall Islands",
        "British Virgin Islands",
        "Czech Republic",
        "Isle of Man",
        "G7",
        "European Union",
        "Gulf Cooperation Council",
    ],
)
def test_some_holders_have_an_article(name: str) -> None:
    assert article(name) == "the "


@pytest.mark.parametrize("name", ["Japan", "China", "Belgium", "Hong Kong", "ASEAN"])
def test_most_holders_have_none(name: str) -> None:
    assert article(name) == ""


def test_no_country_of_the_table_looks_plural_without_an_article(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    plural = connection.execute(
        "select distinct holder_name from holders where scope = 'country'"
        " and regexp_matches(holder_name, '(Islands|Republic|States|Emirates)$')"
    ).fetchall()
    assert len(plural) > 5
    assert {name for (name,) in plural if article(name) != "the "} == set()
