"""What people say: sizes, months, holders."""

from datetime import date

import duckdb
import pytest

from orchestration.asking.words import (
    Size,
    Span,
    find_holder,
    read_day,
    read_instrument,
    read_size,
    read_span,
    slug,
)
from orchestration.errors import WarehouseError


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("50bn", Size(usd_mn=50_000)),
        ("$50 billion", Size(usd_mn=50_000)),
        ("US$1.2tn", Size(usd_mn=1_200_000)),
        ("50 billion dollars", Size(usd_mn=50_000)),
        ("1,200mn", Size(usd_mn=1_200)),
        (".5 Billion US dollars", Size(usd_mn=500)),
        ("2 %", Size(pct=2)),
        ("2.5%", Size(pct=2.5)),
        ("3 per cent", Size(pct=3)),
        ("any", Size()),
    ],
)
def test_a_size_is_dollars_or_a_share(text: str, size: Size) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize(
    "text", ["50", "$50", "", "a lot", "-5bn", "0bn", "50 yen", "5bn10", "¥50bn", "%"]
)
def test_what_is_no_size_is_told_what_one_is(text: str) -> None:
    with pytest.raises(WarehouseError, match=r"is no size; write .* such as 50bn"):
        read_size(text)


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("2026-04", None, Span(date(2026, 4, 30), date(2026, 4, 30))),
        ("2026-04..", None, Span(date(2026, 4, 30), None)),
        ("2026-02..2026-04", None, Span(date(2026, 2, 28), date(2026, 4, 30))),
        ("2026-02", "2026-04", Span(date(2026, 2, 28), date(2026, 4, 30))),
        ("2024", None, Span(date(2024, 1, 31), date(2024, 12, 31))),
        ("2024-02-10", "2024-03-31", Span(date(2024, 2, 29), date(2024, 3, 31))),
    ],
)
def test_months_have_an_end_or_go_on(first: str, last: str | None, span: Span) -> None:
    assert read_span(first, last) == span


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-13", None),
        ("April", None),
        ("2026-04", "2026-02"),
        ("2026-01..2026-02", "2026-03"),
        ("0000-01", None),
        ("", None),
        ("..", None),
    ],
)
def test_what_is_no_span_is_refused_in_one_sentence(
    first: str, last: str | None
) -> None:
    with pytest.raises(WarehouseError) as problem:
        read_span(first, last)
    assert "; " in str(problem.value)
    assert "\n" not in str(problem.value)


def test_days_and_instruments_too() -> None:
    assert read_day("2026-06-30") == date(2026, 6, 30)
    assert read_instrument("Long-term") == "long_term"
    with pytest.raises(WarehouseError, match="write it as 2026-06-30"):
        read_day("30 June")
    with pytest.raises(WarehouseError, match="say total, long_term or short_term"):
        read_instrument("bonds")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("japan", "Japan"),
        ("JP", "Japan"),
        ("JPN", "Japan"),
        ("42609", "Japan"),
        ("China, Mainland", "China"),
        (" United   Kingdom ", "United Kingdom"),
    ],
)
def test_a_holder_is_found_by_name_code_and_spelling(
    connection: duckdb.DuckDBPyConnection, text: str, name: str
) -> None:
    assert find_holder(connection, text).name == name


def test_an_unknown_holder_brings_the_names_that_are_like_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(WarehouseError, match=r"did you mean Japan"):
        find_holder(connection, "Jpan")
    with pytest.raises(WarehouseError, match="the table holders has them all"):
        find_holder(connection, "qqqqqqqqqq")


def test_no_two_holders_share_a_slug(connection: duckdb.DuckDBPyConnection) -> None:
    names = [
        name for (name,) in connection.sql("select holder_name from holders").fetchall()
    ]
    assert len({slug(name) for name in names}) == len(names)


@pytest.mark.parametrize("text", ["Japan'; drop table holders; --", "{0}", "'", ""])
def test_a_name_is_a_name_and_no_query(
    connection: duckdb.DuckDBPyConnection, text: str
) -> None:
    with pytest.raises(WarehouseError, match="is no holder of the record"):
        find_holder(connection, text)
