"""The pages of holders: every figure on them is a cell of its query.

Belongs here: what one page a holder says, compared with the database. Does not: the
report (`test_page.py`).
"""

import re
from datetime import date
from html import unescape

import duckdb
import pytest

from orchestration.publishing.report.answers import run_query
from orchestration.publishing.report.dossiers import dossier_queries, drawn_line
from orchestration.publishing.report.queries import SQL
from orchestration.settings import Settings

Connection = duckdb.DuckDBPyConnection

_CELL = re.compile(
    r'<data class="figure" data-query="(\w+)" data-row="(\d+)" data-column="(\w+)"'
    r' value="([^"]*)">([^<]*)</data>'
)


@pytest.fixture(scope="module")
def pages(published: Settings) -> dict[str, str]:
    folder = published.report_path.parent / "holders"
    return {
        path.stem: path.read_text()
        for path in folder.glob("*.html")
        if path.stem.isdigit()
    }


def test_every_country_of_the_newest_month_has_a_page(
    published: Settings, pages: dict[str, str], connection: Connection
) -> None:
    codes = connection.execute(
        "select holder_code from holder_change_windows where window_months = 1"
        " and instrument = 'total' and holder_scope = 'country'"
    ).fetchall()
    assert {code for (code,) in codes} == set(pages)
    links = re.findall(r'href="holders/(\d+)\.html"', published.report_path.read_text())
    assert len(pages) > 50
    assert sorted(links) == sorted(pages)


def test_every_figure_of_every_page_is_a_cell_of_its_query(
    pages: dict[str, str], connection: Connection
) -> None:
    answers = {
        name: run_query(connection, exhibit)
        for name, exhibit in dossier_queries().items()
    }
    checked = 0
    for code, page in pages.items():
        for query, row, column, value, shown in _CELL.findall(page):
            if query == "edition":
                continue
            held = answers[query].value(int(row), column)
            assert answers[query].value(int(row), "holder_code") == code
            assert unescape(value) == ("" if held is None else str(held))
            if isinstance(held, int | float):
                size = float(re.sub(r"[,+\u2212]", "", shown))
                assert size == pytest.approx(abs(held), abs=0.0501), (code, column)
            elif held and column.endswith("month"):
                assert shown == f"{date.fromisoformat(str(held)):%B %Y}"
            checked += 1
    assert checked > 2_000


def test_no_figure_of_a_page_is_typed_in(pages: dict[str, str]) -> None:
    for code, page in pages.items():
        body = page[page.index("<body>") :]
        text = re.sub(r"<[^>]+>", " ", _CELL.sub("", body))
        assert not re.search(r"\d", text), (code, re.findall(r".{30}\d.{30}", text))


def test_the_page_of_japan_says_what_the_record_says(pages: dict[str, str]) -> None:
    """SLT Table 3, Japan, May 2026: 1,143,139; net purchases -62,628, price -2,672."""
    words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", pages["42609"])))
    assert (
        "At the end of May 2026 Japan held $1,143.1 billion, place 1 of 60 countries."
        in words
    )
    assert "\N{MINUS SIGN}62.6" in words
    assert "\N{MINUS SIGN}2.7" in words
    assert "This is a custody hub" in pages["10251"]
    assert "This is a custody hub" not in pages["42609"]
    # the United Kingdom's coverage of June 2021
    assert "June 2021" in pages["13005"]
    assert "<script" not in pages["42609"]


def test_a_line_is_cut_where_the_series_breaks(connection: Connection) -> None:
    exhibit = dossier_queries()["positions"]
    parts = run_query(connection, exhibit).by(["holder_code"])
    breaks = sum(1 for row in parts["13005",].rows if row[-1])
    assert len(drawn_line(parts["13005",])) in {breaks, breaks + 1}
    assert breaks >= 2


def test_every_query_of_a_page_is_used() -> None:
    files = {path.stem for path in (SQL / "dossiers").glob("*.sql")}
    assert files == set(dossier_queries())
