"""The headline's answer and the articles of holders, without a page."""

from itertools import product

import duckdb
import pytest

from orchestration.publishing.report.words import (
    WINDOWS,
    article,
    headline_answer,
    headline_steps,
)

WAYS = ("bought", "sold", "neither")


def _directions(*ways: str) -> dict[int, str]:
    return dict(zip(WINDOWS, ways, strict=True))


@pytest.mark.parametrize(
    ("ways", "answer"),
    [
        (("sold", "sold", "sold"), "Yes."),
        (("bought", "bought", "bought"), "No."),
        (("neither", "bought", "neither"), "No."),
        (
            ("bought", "sold", "bought"),
            "Over the last three months, yes; in the last month and over the last"
            " twelve months, no.",
        ),
        (
            ("sold", "bought", "sold"),
            "In the last month and over the last twelve months, yes; over the last"
            " three months, no.",
        ),
        (
            ("sold", "bought", "bought"),
            "In the last month, yes; over the last three months and over the last"
            " twelve months, no.",
        ),
        (
            ("neither", "sold", "sold"),
            "Over the last three months and over the last twelve months, yes; in the"
            " last month, no.",
        ),
    ],
)
def test_the_answer_is_yes_only_of_windows_in_which_more_was_sold(
    ways: tuple[str, ...], answer: str
) -> None:
    assert headline_answer(_directions(*ways)) == answer


@pytest.mark.parametrize("ways", list(product(WAYS, repeat=3)))
def test_windows_that_differ_are_each_named_on_their_side(
    ways: tuple[str, ...],
) -> None:
    directions = _directions(*ways)
    answer = headline_answer(directions).lower()
    sold = {months for months, way in directions.items() if way == "sold"}
    if len(sold) in (0, len(directions)):
        assert answer == ("yes." if sold else "no.")
        return
    yes, no = answer.split(", yes; ")
    assert no.endswith(", no.")
    for months, words in WINDOWS.items():
        assert answer.count(words) == 1
        assert (words in yes) == (months in sold)


@pytest.mark.parametrize("ways", list(product(WAYS, repeat=3)))
def test_the_sentence_says_a_direction_where_it_turns(ways: tuple[str, ...]) -> None:
    steps = headline_steps(_directions(*ways))
    assert [step.months for step in steps] == [1, 3, 12]
    assert [step.joint for step in steps] == ["", ", ", " and "]
    turns = [True, ways[1] != ways[0], ways[2] != ways[1]]
    assert [step.turns for step in steps] == turns


def test_without_a_window_nothing_is_claimed() -> None:
    assert headline_answer({}) == "Not known."
    assert headline_answer({1: "sold"}) == "Yes."
    assert [step.joint for step in headline_steps({1: "sold", 12: "sold"})] == [
        "",
        " and ",
    ]


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
