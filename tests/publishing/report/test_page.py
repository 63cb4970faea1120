"""The report page in a real browser: what it shows is what the database says."""

import csv
import json
import re
import shutil
import struct
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from orchestration.publishing.completeness import completeness
from orchestration.publishing.report.answers import run_query
from orchestration.publishing.report.page import (
    Report,
    current_report,
    draw_report,
    link_brief,
    place_report,
)
from orchestration.publishing.report.sections import all_sections
from orchestration.publishing.report.words import Window
from orchestration.settings import Settings
from orchestration.sources import display_names
from tests.support.warehouses import tic_warehouse

Connection = duckdb.DuckDBPyConnection

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = "document.documentElement.dataset.ready === 'true'"

# Names that carry a number and say nothing about the data.
NAMES = re.compile(
    r"(10|2|30)-year|Tables? [135]D?( and 3D?)?|H\.1[05]|Form S, 1977 to 2023"
    r"|(since|before|of|from|to) ((January|February|April|December) )?20\d\d",
    re.IGNORECASE,
)

# What stands, in the place of a dash, where the record has no figure.
ABSENT = {
    ("evidence", "value"): "not in the record",
    ("evidence", "unit_in_words"): "",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of this file."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")
    if not found:
        pytest.fail(
            "no Chromium is installed, so the report page cannot be tested; install it"
            " with `apt-get install chromium` and run again"
        )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


class Seen:
    """A page with everything it said and asked for since it was opened."""

    def __init__(self, browser: Browser, path: Path, **options: Any) -> None:  # noqa: ANN401
        """Open the page and wait until its charts are drawn."""
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda problem: self.said.append(str(problem)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.resolve().as_uri())
        self.page.wait_for_function(READY, timeout=30_000)


@pytest.fixture(scope="module")
def seen(published: Settings, browser: Browser) -> Iterator[Seen]:
    opened = Seen(
        browser, published.report_path, viewport={"width": 1280, "height": 900}
    )
    yield opened
    opened.context.close()


@pytest.fixture(scope="module")
def page(seen: Seen) -> Page:
    return seen.page


@pytest.fixture(scope="module")
def data(page: Page) -> dict[str, Any]:
    """What the page's script works with."""
    return json.loads(page.locator("#report-data").text_content() or "")


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _open_tables(page: Page) -> None:
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.open = true })"
    )
    page.wait_for_function(
        "[...document.querySelectorAll('.scroller')].every(s => s.firstChild)"
    )


def _marked(page: Page) -> list[dict[str, str]]:
    """Every cell on the page that says where it comes from, with its text."""
    return page.evaluate(
        "[...document.querySelectorAll('[data-query]')].map(e => ({"
        " query: e.dataset.query, row: e.dataset.row, column: e.dataset.column,"
        " value: e.dataset.value ?? e.value ?? e.getAttribute('value'),"
        " text: e.textContent }))"
    )


def _says(text: str, value: float) -> bool:
    """Whether a text is a rounding of a figure; a text without sign may be its size."""
    shown = text.replace(",", "").replace("\N{MINUS SIGN}", "-")
    decimals = len(shown.partition(".")[2])
    half = 0.5 * 10**-decimals + 1e-9
    return abs(float(shown) - value) <= half or (
        shown[0] not in "+-" and abs(float(shown) - abs(value)) <= half
    )


def test_the_page_is_whole_small_and_asks_for_nothing(
    seen: Seen, published: Settings
) -> None:
    assert seen.said == []
    assert seen.asked == [published.report_path.resolve().as_uri()]
    assert 1_000_000 < published.report_path.stat().st_size < 8_000_000
    source = published.report_path.read_text()
    assert not re.search(r'(src|href)="(https?:)?//', source)
    assert "default-src 'none'" in source


def test_every_query_on_the_page_gives_the_rows_on_the_page(
    page: Page, data: dict[str, Any], connection: Connection
) -> None:
    queries = page.evaluate(
        "[...document.querySelectorAll('[data-sql]')].map("
        "e => [e.dataset.sql, e.textContent])"
    )
    assert {name for name, _ in queries} == set(data["queries"])
    for name, query in queries:
        found = connection.execute(query)
        held = data["queries"][name]
        assert [column[0] for column in found.description or []] == held["columns"]
        rows = [[_plain(cell) for cell in row] for row in found.fetchall()]
        assert rows == held["rows"], name
        assert rows or name == "warnings", f"{name} shows nothing"


def test_every_number_on_the_page_is_a_cell_of_its_query(
    page: Page, data: dict[str, Any]
) -> None:
    _open_tables(page)
    cells = _marked(page)
    assert len(cells) > 5_000
    for cell in cells:
        held = data["queries"][cell["query"]]
        value = held["rows"][int(cell["row"])][held["columns"].index(cell["column"])]
        if value is None:
            absent = ABSENT.get((cell["query"], cell["column"]), "\N{EN DASH}")
            assert (cell["value"], cell["text"]) == ("", absent), cell
        elif isinstance(value, int | float) and not isinstance(value, bool):
            assert float(cell["value"]) == value, cell
            assert _says(cell["text"], value), cell
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            day = date.fromisoformat(value)
            assert cell["text"] in (f"{day:%B %Y}", f"{day:%-d %B %Y}"), cell
        else:
            assert cell["text"] == str(value), cell


def test_no_number_on_the_page_is_typed_in(page: Page) -> None:
    texts = page.evaluate(
        "(() => { const found = []; const walk = document.createTreeWalker("
        " document.body, NodeFilter.SHOW_TEXT); while (walk.nextNode()) {"
        " const node = walk.currentNode; const parent = node.parentElement;"
        " if (/[0-9]/.test(node.data) && !parent.closest("
        " '[data-query], [data-sql], [data-range], script, style, svg, .licences,'"
        " + 'caption'))"
        " found.push(node.data.trim()); } return found; })()"
    )
    left = [text for text in texts if re.search(r"\d", NAMES.sub("", text))]
    assert left == []


def test_the_headline_says_what_the_database_says(
    page: Page, connection: Connection
) -> None:
    """SLT Table 3, Japan: May 2026 -62,628, April 16,258, March -23,875."""
    ends = {
        months: connection.execute(
            "select -sum(net_purchases_usd_mn) / 1000,"
            " sum(valuation_change_usd_mn - position_change_usd_mn) / 1000,"
            " -100 * sum(net_purchases_usd_mn) / 1143139"
            " from holder_flows"
            " where holder_name = 'Japan' and instrument = 'total'"
            " and basis = 'slt_reported'"
            " and reference_month > last_day(date '2026-05-31' - to_months(?))",
            [months],
        ).fetchone()
        or ()
        for months in (3, 12)
    }
    assert ends[3][0] == pytest.approx(70.245)
    quarter, year = (
        f"${min(pair[:2]):.0f} to ${max(pair[:2]):.0f} billion"
        for pair in (ends[3], ends[12])
    )
    text = " ".join(page.locator(".answer").inner_text().split())
    assert text == (
        f"Yes. Japan sold a net {year} in the year to May 2026, about"
        f" {ends[12][2]:.0f} percent of what it holds; it sold a net {quarter} from"
        f" March 2026 to May 2026, about {ends[3][2]:.0f} percent, mostly in May 2026."
    )
    # SLT Table 3, Japan, May 2026: 1,143,139
    assert "$1,143.1" in page.locator(".tiles").inner_text()


def test_the_head_of_the_page_says_which_releases_are_missing(
    page: Page, connection: Connection
) -> None:
    line = completeness(connection)
    assert line is not None
    assert page.locator("#exhibit-completeness .finding").inner_text() == (
        f"{line.sentence}."
    )
    [newest] = connection.execute(
        "select strftime(max(reference_month), '%B %Y'),"
        " strftime(max(released_on), '%-d %B %Y') from releases"
        " where released_on <= current_date"
    ).fetchall()
    assert (
        page.locator(".newer")
        .inner_text()
        .startswith(
            "This copy is complete to May 2026; the US Treasury has published figures"
            f" to {newest[0]} since, the last on {newest[1]}."
        )
    )


def test_no_month_is_called_the_last_one(page: Page) -> None:
    """A copy may be months old: in words, its windows are those of named months."""
    head = page.locator(".masthead").inner_text().lower()
    assert "last month" not in head
    assert "may 2026" in head
    chart = page.locator("#exhibit-answer .chart").text_content() or ""
    assert "last" not in chart
    for name in ("May 2026", "3 months to May 2026", "36 months to May 2026"):
        assert name in chart


def test_a_sum_with_other_change_is_said_as_bought_or_sold(
    page: Page, connection: Connection
) -> None:
    [(direction, size)] = connection.execute(
        "select if(net_purchases_with_other_usd_mn > 0, 'bought', 'sold'),"
        " abs(net_purchases_with_other_usd_mn) / 1000 from holder_change_windows"
        " where holder_name = 'Japan' and instrument = 'total' and window_months = 12"
    ).fetchall()
    more = page.locator("#exhibit-answer .more").inner_text()
    assert more.endswith(f"Japan would have {direction} ${size:,.1f} billion.")


def test_the_page_and_a_claim_have_one_rule(page: Page, connection: Connection) -> None:
    """Whether it sold, and what is too small to tell, is what check_claim answers."""
    rows = connection.execute(
        "select window_months, first_month, last_month, net_purchases_usd_mn,"
        " net_purchases_with_other_usd_mn, usual_revision_usd_mn, revisions_compared"
        " from holder_change_windows where holder_code = '42609'"
        " and instrument = 'total' order by window_months"
    ).fetchall()
    shown = page.locator("#exhibit-usual tbody tr").all()
    verdicts = {
        "sold": "supported",
        "bought": "contradicted",
        "open": "mixed",
        "too small to tell": "too small to tell",
    }
    for line, (months, first, last, reported, other, usual, compared) in zip(
        shown, rows, strict=True
    ):
        claim = connection.execute(
            "select verdict, usual_revision_usd_mn, revisions_compared"
            " from check_claim('42609', 'sold', null, ?, ?)",
            [first, last],
        ).fetchone()
        window = Window(months, reported, other, usual)
        assert claim == (verdicts[window.way], usual, compared)
        figure = line.locator("[data-column=usual_revision_usd_bn]")
        assert float(figure.get_attribute("data-value") or 0) == pytest.approx(
            usual / 1000, abs=0.001
        )


def test_a_tile_says_the_direction_once(page: Page, connection: Connection) -> None:
    windows = connection.execute(
        "select window_months, direction, net_purchases_usd_mn / 1000,"
        " net_purchases_with_other_usd_mn / 1000, usual_revision_usd_mn / 1000,"
        " revisions_compared from holder_change_windows"
        " where holder_name = 'Japan' and instrument = 'total' order by window_months"
    ).fetchall()
    tiles = page.locator(".tiles div").all()[1:]
    assert {direction for _, direction, *_ in windows} == {"bought", "sold"}
    assert {compared >= 10 for *_, compared in windows} == {True, False}
    for tile, (_, direction, figure, other, usual, compared) in zip(
        tiles, windows, strict=True
    ):
        assert tile.locator("dt").inner_text().lower().startswith(direction)
        assert tile.locator("dd .figure").first.inner_text() == f"{abs(figure):,.1f}"
        shown = tile.locator(".range .figure").first.inner_text()
        assert shown.replace("\N{MINUS SIGN}", "-") == f"{other:+,.1f}"
        # of fewer sums nine tenths tell no more than the largest
        usually = tile.locator(".range .figure").all_inner_texts()[1:]
        assert usually == ([f"{usual:,.1f}"] if compared >= 10 else [])


@pytest.mark.parametrize(
    ("exhibit", "first_cell", "column", "figure"),
    [
        ("year", "China", "closing_position_usd_bn", "659.3"),
        ("custody", "April 2026", "position_usd_bn", "651.1"),
        ("interventions", "29 April 2024", "amount_yen_bn", "5,918.5"),
        ("funding", "29 April 2024", "funding_ratio_on_holdings", "0.98"),
        ("funding", "29 April 2024", "funding_ratio_on_purchases", "0.57"),
        (
            "funding",
            "29 April 2024",
            "funding_ratio_on_purchases_from_settlement",
            "0.78",
        ),
        ("funding", "30 April 2026", "funding_ratio_on_reserve_securities", "1.01"),
        ("japan", "August 2026", "reserve_securities_change_usd_bn", "\u221287.8"),
    ],
)
def test_known_figures_stand_in_their_tables(
    page: Page, exhibit: str, first_cell: str, column: str, figure: str
) -> None:
    _open_tables(page)
    line = page.locator(f"#exhibit-{exhibit} tbody tr", has_text=first_cell).first
    assert line.locator(f"[data-column={column}]").inner_text() == figure


def test_each_claim_shows_its_verdict_and_evidence(
    page: Page, connection: Connection
) -> None:
    claims = connection.execute(
        "select claim, verdict, why, (select count(*) from claim_evidence where"
        " claim_id = claims.claim_id and not ends_with(evidence_id, '_long_term'))"
        " from claims order by claim_number"
    ).fetchall()
    lines = page.locator(".claims > li")
    assert lines.count() == len(claims) > 30
    for line, (claim, verdict, why, figures) in zip(lines.all(), claims, strict=True):
        assert line.locator(".claim").inner_text() == claim
        assert line.locator(".verdict").inner_text() == verdict
        assert line.locator(".why").inner_text() == why
        assert line.locator(".evidence dd").count() == figures
        assert line.locator("details.drawer").count() == (1 if figures else 0)
        rules = line.locator("details details")
        assert rules.count() == (1 if figures else 0)
        assert "case" in (rules.first.text_content() or "") if figures else True


def test_evidence_has_the_decimals_of_its_unit(
    page: Page, data: dict[str, Any]
) -> None:
    counts = {"months", "days", "years", "place", "countries", "episodes", "events"}
    counts |= {"tests", "change points"}
    counts |= {"billion yen"}
    columns, rows = (data["queries"]["evidence"][key] for key in ("columns", "rows"))
    unit, value = columns.index("unit"), columns.index("value")
    _open_tables(page)
    cells = [
        cell
        for cell in _marked(page)
        if (cell["query"], cell["column"]) == ("evidence", "value")
    ]
    assert len(cells) == 2 * len(rows)  # under its claim, and in the table
    seen_units = set()
    for cell in cells:
        row = rows[int(cell["row"])]
        seen_units.add(row[unit])
        if row[value] is None:
            continue
        decimals = len(cell["text"].partition(".")[2])
        fewer = {"basis points": 1} | dict.fromkeys(counts, 0)
        fewer |= dict.fromkeys(("", " a month", " held"), 1)
        assert decimals == fewer.get(row[unit].removeprefix("USD billion"), 2), cell
    assert {"months", "USD billion", "ratio"} <= seen_units


def test_evidence_without_a_figure_has_no_unit(
    page: Page, connection: Connection
) -> None:
    answers = [
        answer
        for answer in page.locator(".evidence dd").all_text_contents()
        if not re.search(r"\d", answer)
    ]
    # on mortgage rates, reserve currencies and reserves, which the snapshot lacks
    assert connection.execute(
        "select count(*) from claim_evidence"
        " where value is null and not ends_with(evidence_id, '_long_term')"
    ).fetchall() == [(len(answers),)]
    assert len(answers) > 5
    assert {answer.strip() for answer in answers} == {"not in the record"}


def test_sentences_name_no_keys_of_tables(page: Page, connection: Connection) -> None:
    keys = {
        key
        for query in (
            "select break_id from series_breaks",
            "select distinct basis from holder_flows",
            "select distinct purchases_basis from funding_ratio"
            " where purchases_basis is not null",
        )
        for (key,) in connection.execute(query).fetchall()
    }
    text = " ".join(page.locator("p, li, dt, dd").all_text_contents())
    assert {key for key in keys if key in text} == set()
    crossings = connection.execute(
        "select distinct claim, strftime(effective_month, '%B %Y'), reason"
        " from claim_evidence inner join claims using (claim_id)"
        " inner join series_breaks on list_contains("
        " string_split(claim_evidence.breaks_crossed, ', '), break_id)"
    ).fetchall()
    assert crossings
    for claim, month, reason in crossings:
        crossed = page.locator(".claims > li", has_text=claim)
        assert f"{month}: {reason}" in (crossed.text_content() or "")
    sellers = page.locator(".claims > li", has_text="retaliation")
    assert "reported on Form SLT" in (sellers.text_content() or "")


def test_the_line_of_private_holders_is_cut_in_june_2021(
    connection: Connection,
) -> None:
    """Table 3, 2021-05 to 2021-06: private holders rise by 381 billion dollars."""
    [exhibit] = [
        each
        for section in all_sections()
        for each in section.exhibits
        if each.id == "sectors"
    ]
    answer = run_query(connection, exhibit)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    private = {
        str(row["reference_month"])[:7]: row
        for row in rows
        if (row["sector"], row["instrument"]) == ("private", "total")
    }
    after, before = (private[month] for month in ("2021-06", "2021-05"))
    jump = float(str(after["position_usd_bn"])) - float(str(before["position_usd_bn"]))
    assert round(jump) == 381
    assert after["break_kind"] is not None
    assert before["break_kind"] is None


def test_breadth_begins_with_the_first_month_there_is(connection: Connection) -> None:
    [exhibit] = [
        each
        for section in all_sections()
        for each in section.exhibits
        if each.id == "breadth"
    ]
    answer = run_query(connection, exhibit)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    first = connection.execute(
        "select min(reference_month)::varchar from selling_breadth_monthly"
        " where instrument = 'total'"
    ).fetchall()
    assert [(rows[-1]["reference_month"],)] == first
    cut = {str(row["reference_month"])[:7]: row["break_kind"] for row in rows}
    assert {month for month, kind in cut.items() if kind} == {
        *("2013-12", "2017-12"),  # of two or three countries
        "2021-06",
        "2023-02",
    }
    bases = {month: row["basis"] for month, row in zip(cut, rows, strict=True)}
    assert bases["2023-01"] == "taken from positions"
    assert bases["2023-02"] == "reported on Form SLT"
    assert rows[-1]["form_s_diffusion_pct"] is not None


def _marks_breaks(layer: dict[str, Any], mark: str) -> bool:
    """Whether a layer of a chart marks breaks: with rules, or on the lines."""
    return "is_break" in json.dumps(layer) and layer["mark"]["type"] == mark


def test_every_line_that_crosses_a_break_marks_it(connection: Connection) -> None:
    """June 2021 put 381 billion dollars into the line of private holders."""
    broken = {}
    for section in all_sections():
        for exhibit in section.exhibits:
            answer = run_query(connection, exhibit)
            rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
            months = {
                str(row["reference_month"])[:7] for row in rows if row.get("break_kind")
            }
            if exhibit.chart is None or not months:
                continue
            broken[exhibit.id] = months
            layers = exhibit.chart().to_dict()["layer"]
            for mark in ("rule", "point"):
                assert any(_marks_breaks(layer, mark) for layer in layers), exhibit.id
    june = {name for name, months in broken.items() if "2021-06" in months}
    assert june == {"positions", "shares", "sectors", "bills", "blocks", "breadth"}
    assert "2021-12" in broken["yields"] & broken["gap"] & broken["hedged"]


def test_every_source_of_a_holders_figure_has_a_display_name(
    connection: Connection,
) -> None:
    columns = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns"
        " where regexp_matches(column_name, '(^|_)sources?$')"
        " and table_schema in ('main', 'quality') and (table_schema, table_name) in ("
        "     select (table_schema, table_name) from information_schema.columns"
        "     where column_name in ('holder_code', 'reference_month')"
        "     group by all having count(*) = 2)"
    ).fetchall()
    assert len({table for _, table, _ in columns}) > 8
    named = {
        (table, column, name)
        for schema, table, column in columns
        for (name,) in connection.execute(
            f"select distinct unnest(string_split(\"{column}\", ', '))"
            f' from "{schema}"."{table}"'
        ).fetchall()
    }
    assert {each for each in named if each[2] not in display_names()} == set()
    # cslt.zip is too large to be shipped.
    assert {name for _, _, name in named} == set(display_names()) - {"cslt"}


def test_every_source_is_named_in_full() -> None:
    for section in all_sections():
        for exhibit in section.exhibits:
            assert exhibit.source[0].isupper(), exhibit.id
            assert "as above" not in exhibit.source, exhibit.id
            assert re.search(r"[Tt]ables? [a-z]", exhibit.source), exhibit.id


def test_the_foot_of_the_page_names_every_source_landed(
    page: Page, connection: Connection
) -> None:
    foot = page.locator("footer .sources").inner_text()
    landed = connection.execute(
        "select title from meta.sources where vintages > 0"
    ).fetchall()
    assert len(landed) > 30
    assert {title for (title,) in landed if title not in foot} == set()
    for named in ("interventions", "reserve", "Balance of payments", "FRED"):
        assert named in foot
    assert "Bertaut and Judson" in foot


@pytest.mark.parametrize(
    ("exhibit", "sentence"),
    [
        ("positions", r"Japan held \$[\d,.]+ billion, the United Kingdom \$"),
        ("shares", r"At the end of May 2026 Japan held [\d.]+ percent .* held\."),
        (
            "co_selling",
            r"^(There is no sign that others sell when Japan has|Others sold after"
            r" Japan more often than by chance): of \d+ pairs .* p-value of [\d.]+\.$",
        ),
        ("rolling", r"Over the 36 months to \w+ 2026 the dollar (rose|fell) by"),
        ("claims", r"^Of \d+ claims the record supports \d+ and contradicts \d+; "),
    ],
)
def test_the_sentence_of_an_exhibit_reads_as_one(
    page: Page, exhibit: str, sentence: str
) -> None:
    text = page.locator(f"#exhibit-{exhibit} .finding").first.inner_text()
    assert re.search(sentence, text), text


def test_no_article_is_spoken_of_that_is_not_named(page: Page) -> None:
    assert "the article" not in page.locator("body").inner_text().lower()


def test_every_chart_is_headed_by_a_computed_sentence(
    page: Page, data: dict[str, Any]
) -> None:
    for name, exhibit in data["exhibits"].items():
        if exhibit["chart"] is None:
            continue
        heading = page.locator(f"#exhibit-{name} h3")
        assert heading.locator("[data-query]").count() >= 1, name
        assert heading.inner_text().endswith("."), name


def test_the_names_of_lines_stand_at_their_ends_apart(
    page: Page, data: dict[str, Any]
) -> None:
    drawn = page.evaluate(
        "[...document.querySelectorAll('.chart')].map(chart => ["
        " chart.closest('article').dataset.exhibit,"
        " [...chart.querySelectorAll('.names_at_ends_marks text')].map(e => {"
        " const box = e.getBoundingClientRect();"
        " return [e.textContent, box.top, box.bottom, box.right]; })])"
    )
    named = {name: texts for name, texts in drawn if texts}
    assert len(named) > 8
    assert len(named["positions"]) == 7
    assert {text for text, *_ in named["gap"]} == {"2-year", "10-year", "30-year"}
    for name, texts in named.items():
        assert "symbolType" not in json.dumps(data["exhibits"][name]["chart"])
        ordered = sorted(texts, key=lambda text: text[1])
        for (_, _, end, _), (_, start, *_) in pairwise(ordered):
            assert start >= end - 1.5, (name, ordered)
        assert all(right <= 1280 for *_, right in texts), name


def test_every_exhibit_is_credited_and_can_be_cited(
    page: Page, connection: Connection
) -> None:
    [(edition,)] = connection.execute(
        "select left(fingerprint, 12) from meta.build"
    ).fetchall()
    for credit in page.locator(".credit").all_text_contents():
        assert credit.startswith("Source: ")
        assert f"edition {edition} of " in credit
    # SLT Table 3 with the flows of May 2026
    flows = page.locator("#exhibit-decomposition .credit").inner_text()
    assert "Newest file released 14 July 2026." in flows
    known = {
        source
        for (source,) in connection.execute(
            "select source_id from quality.freshness where vintages > 0"
        ).fetchall()
    }
    named = {
        source
        for section in all_sections()
        for exhibit in section.exhibits
        for source in exhibit.made_of
    }
    assert len(named) > 8
    assert named - known == set()


def test_what_is_shown_can_be_taken_away(seen: Seen, tmp_path: Path) -> None:
    page = seen.page
    with page.expect_download() as rows:
        page.click("#exhibit-positions [data-save=csv]")
    rows.value.save_as(tmp_path / "rows.csv")
    assert rows.value.suggested_filename.startswith("tic-warehouse-positions-")
    first, *_ = csv.DictReader((tmp_path / "rows.csv").open(newline=""))
    assert (first["holder_name"], first["position_usd_bn"]) == ("Japan", "1143.139")
    with page.expect_download() as chart:
        page.click("#exhibit-positions [data-save=png]")
    chart.value.save_as(tmp_path / "chart.png")
    drawn = (tmp_path / "chart.png").read_bytes()
    assert drawn.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", drawn[16:24])
    assert width > 1700
    assert height > 900
    assert seen.said == []


def test_a_link_keeps_what_is_chosen(published: Settings, page: Page) -> None:
    page.select_option("#holder", "Belgium")
    link = page.locator("#exhibit-decomposition .keep")
    address = link.get_attribute("href")
    assert address == "#exhibit-decomposition&holder=Belgium&instrument=total"
    page.select_option("#holder", "Japan")
    other = page.context.new_page()
    other.goto(f"{published.report_path.resolve().as_uri()}{address}")
    other.wait_for_function(READY, timeout=30_000)
    assert other.locator("#holder").input_value() == "Belgium"
    assert "Belgium" in other.locator("#decomposition-title").inner_text()
    assert other.evaluate("scrollY") > 1000
    # what the page does not have is passed over
    other.goto(f"{published.report_path.resolve().as_uri()}#exhibit-year&holder=Mars")
    other.reload()
    other.wait_for_function(READY, timeout=30_000)
    assert other.locator("#holder").input_value() == "Japan"
    other.close()


MONTHS = "#exhibit-positions [data-end={}]"


def _choose_months(page: Page, start: str, end: str) -> None:
    """Type two months and leave the field, as by the keyboard."""
    page.fill(MONTHS.format("from"), start)
    page.fill(MONTHS.format("to"), end)
    page.keyboard.press("Tab")
    page.wait_for_function(
        "([start, end]) => { const rows = reportViews.positions.view.data('positions')"
        " .map(row => new Date(row.reference_month)); const newest = Math.max(...rows);"
        " return new Date(newest).getFullYear() === +end.slice(0, 4); }",
        arg=[start, end],
    )


def test_months_that_are_typed_are_those_of_chart_table_file_and_address(
    seen: Seen, tmp_path: Path
) -> None:
    page = seen.page
    _open_tables(page)
    exhibit = page.locator("#exhibit-positions")
    assert page.locator(".overview .mark-rect, .overview path").count() > 8
    _choose_months(page, "1974-12", "1995-06")
    assert (
        exhibit.locator(".kicker").inner_text().endswith(", December 1974 to June 1995")
    )
    names = exhibit.locator(".names_at_ends_marks text")
    assert set(names.all_text_contents()) == {
        *("Twelve oil exporters", "Japan", "United Kingdom", "China", "Belgium"),
        *("Canada", "Luxembourg"),
    }
    last = exhibit.locator("tbody tr").last
    assert last.locator("th").inner_text() == "December 1974"
    assert last.locator("[data-column=position_usd_bn]").inner_text() == "6.4"
    with page.expect_download() as rows:
        exhibit.locator("[data-save=csv]").click()
    rows.value.save_as(tmp_path / "rows.csv")
    saved = list(csv.DictReader((tmp_path / "rows.csv").open(newline="")))
    assert len(saved) == exhibit.locator("tbody tr").count()
    assert {row["reference_month"][:4] for row in saved} == {
        str(year) for year in range(1974, 1996)
    }
    # of these months there are no shares, and a break of the oil exporters' line
    shares = page.locator("#exhibit-shares")
    assert shares.locator(".empty").is_visible()
    assert not shares.locator(".picture").is_visible()
    assert page.locator("#exhibit-breaks tbody tr").count() == 4
    assert exhibit.locator(".keep").get_attribute("href") == (
        "#exhibit-positions&from=1974-12&to=1995-06"
    )
    # what is no month of the record is not taken
    page.fill(MONTHS.format("from"), "1890-01")
    page.keyboard.press("Tab")
    assert page.locator(MONTHS.format("from")).input_value() == "1974-12"
    exhibit.locator("[data-months=recent]").click()
    page.wait_for_function("reportViews.shares !== undefined")
    assert shares.locator(".picture").is_visible()
    assert exhibit.locator(".keep").get_attribute("href") == "#exhibit-positions"
    assert seen.said == []


def test_a_range_is_dragged_in_the_strip(seen: Seen) -> None:
    page = seen.page
    strip = page.locator("#exhibit-positions .overview svg")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    for share, step in ((0.2, page.mouse.down), (0.5, page.mouse.up)):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 20, steps=4)
        step()
    page.wait_for_function(
        "!document.querySelector('#exhibit-positions .kicker').textContent"
        " .includes('May 2026')"
    )
    start, end = (
        page.locator(MONTHS.format(which)).input_value() for which in ("from", "to")
    )
    assert "1983" < start < "1987"
    assert "1998" < end < "2002"
    page.set_viewport_size({"width": 1100, "height": 900})
    page.wait_for_timeout(400)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(400)
    assert page.locator(MONTHS.format("from")).input_value() == start
    page.click("#exhibit-positions [data-months=recent]")
    assert page.locator(MONTHS.format("from")).input_value() == "2012-01"
    assert seen.said == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("positions&from=1994-12&to=2002-06", ("1994-12", "2002-06")),
        ("shares&from=2005-01", ("2005-01", "2026-05")),
        ("positions&from=1890-01&to=tomorrow", ("2012-01", "2026-05")),
        ("positions&from=2010-01&to=2001-01", ("2012-01", "2026-05")),
        ("year&from=2005-01", ("2012-01", "2026-05")),
    ],
)
def test_an_address_brings_its_months_back(
    seen: Seen, address: str, shown: tuple[str, str]
) -> None:
    page = seen.page
    page.evaluate("address => { location.hash = address }", f"exhibit-{address}")
    page.wait_for_function(
        "month => document.querySelector('#exhibit-positions [data-end=from]').value"
        " === month",
        arg=shown[0],
    )
    assert page.locator(MONTHS.format("to")).input_value() == shown[1]
    page.evaluate("location.hash = 'exhibit-positions'")
    page.wait_for_function(
        "document.querySelector('#exhibit-positions [data-end=from]').value"
        " === '2012-01'"
    )
    assert seen.said == []


def test_a_series_keeps_its_colour_in_other_months(page: Page) -> None:
    colour = (
        "[...document.querySelectorAll('#exhibit-positions .names_at_ends_marks text')]"
        ".find(e => e.textContent === 'China').getAttribute('fill')"
    )
    before = page.evaluate(colour)
    _choose_months(page, "1990-01", "1999-12")
    assert page.evaluate(colour) == before
    page.click("#exhibit-positions [data-months=recent]")


def test_no_line_is_drawn_across_months_that_are_missing(page: Page) -> None:
    """Major Foreign Holders does not print Canada from January to December 2008."""
    _choose_months(page, "2007-06", "2009-05")
    pieces = page.evaluate(
        "Object.keys(reportViews.positions.view._runtime.data)"
        ".flatMap(name => reportViews.positions.view.data(name) ?? [])"
        ".filter(row => 'piece' in row && row.holder_name === 'Canada')"
        ".map(row => [new Date(row.reference_month).getFullYear(), row.piece])"
    )
    of_year = {
        year: {piece for at, piece in pieces if at == year} for year in (2007, 2009)
    }
    assert of_year[2007]
    assert of_year[2009]
    assert not of_year[2007] & of_year[2009]
    assert 2008 not in {year for year, _ in pieces}
    page.click("#exhibit-positions [data-months=recent]")


def test_the_brief_is_linked_where_it_is(
    published: Settings, page: Page, tmp_path: Path
) -> None:
    link = page.locator(".masthead .brief a")
    target = published.report_path.parent / (link.get_attribute("href") or "")
    assert target.resolve() == (published.brief_dir / "index.html").resolve()
    assert target.is_file()
    # written before the brief, then again when it is there, but not once more
    settings, notes = Settings(data_dir=tmp_path / "data"), _Notes()
    text = 'before <p class="dateline brief">link</p>\nafter'
    report = Report({"index.html": text, "index.ja.html": text}, {})
    place_report(settings, report, notes)
    assert settings.report_path.read_text() == "before after"
    settings.brief_dir.mkdir()
    link_brief(settings, report, notes)
    assert settings.report_path.read_text() == "before after"
    (settings.brief_dir / "index.html").touch()
    link_brief(settings, report, notes)
    for name, page_with_link in report.pages.items():
        written = settings.report_path.with_name(name).read_text()
        assert written == page_with_link
    assert notes.notes == []


def test_arrow_keys_read_a_chart_month_by_month(page: Page) -> None:
    """SLT Table 3, Japan: April 2026 1,209,890 and May 1,143,139."""
    picture = page.locator("#exhibit-positions .picture")
    readout = page.locator("#exhibit-positions .readout")
    picture.focus()
    page.keyboard.press("End")
    assert "May 2026: Japan: position, $ billion 1,143.1;" in readout.inner_text()
    page.keyboard.press("ArrowLeft")
    assert "April 2026: Japan: position, $ billion 1,209.9;" in readout.inner_text()
    charts = page.locator(".picture")
    assert charts.count() == page.locator(".picture[tabindex='0']").count() > 15


def test_axe_finds_nothing(published: Settings, browser: Browser) -> None:
    """On the page as it opens, with a drawer of each kind open; rows are many alike."""
    opened = Seen(browser, published.report_path)
    page = opened.page
    page.evaluate(
        "for (const drawer of document.querySelectorAll('#exhibit-receipt details,"
        " #exhibit-claims li:first-of-type details, .technical')) drawer.open = true"
    )
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    opened.context.close()


def test_the_japanese_page_shows_the_same_figures_and_leads_on_to_the_chinese_one(
    data: dict[str, Any], published: Settings, browser: Browser
) -> None:
    """Cells and charts as the script draws them, axe, keys, the reader's choice."""
    report = published.report_path
    opened = Seen(browser, report.with_name("index.ja.html"))
    japanese = opened.page
    assert opened.said == []
    assert Axe().run(japanese).violations_count == 0
    picture = japanese.locator("#exhibit-positions .picture")
    picture.focus()
    japanese.keyboard.press("End")
    readout = japanese.locator("#exhibit-positions .readout").inner_text()
    assert "2026年5月: 日本: 保有残高、十億ドル 1,143.1;" in readout
    drawn = japanese.locator("#exhibit-sectors .chart svg").text_content() or ""
    assert "公的部門" in drawn
    assert "official" not in drawn

    _open_tables(japanese)
    cells = _marked(japanese)
    assert len(cells) > 5_000
    for cell in cells:
        held = data["queries"][cell["query"]]
        value = held["rows"][int(cell["row"])][held["columns"].index(cell["column"])]
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert float(cell["value"]) == value, cell
            assert _says(cell["text"], value), cell

    japanese.select_option("#holder", "Belgium")
    japanese.locator("#decomposition-title", has_text="ベルギー").wait_for()
    japanese.locator(".languages a[lang=zh-Hans]").click()
    japanese.wait_for_url("**/index.zh.html#*")
    japanese.wait_for_function(READY, timeout=30_000)
    assert japanese.input_value("#holder") == "Belgium"
    assert "比利时" in japanese.locator("#decomposition-title").inner_text()
    opened.context.close()


def test_print_has_no_empty_exhibit(page: Page) -> None:
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.open = false })"
    )
    page.emulate_media(media="print")
    empty = page.evaluate(
        "[...document.querySelectorAll('.exhibit')].filter(e => e.offsetHeight"
        " && ![...e.querySelectorAll('.chart svg, table, .claims')]"
        ".some(shown => shown.getBoundingClientRect().height > 20))"
        ".map(e => e.id)"
    )
    hidden = page.evaluate(
        "[...document.querySelectorAll('.credit, .keep')].filter(e =>"
        " !e.closest('.folded, .technical')"
        " && !e.getBoundingClientRect().height).length"
    )
    page.emulate_media(media="screen")
    assert empty == []
    assert hidden == 0


def test_another_holder_changes_charts_and_tables(
    page: Page, connection: Connection
) -> None:
    _open_tables(page)
    chart = page.locator("#exhibit-decomposition .chart")
    before = chart.inner_html()
    page.select_option("#holder", "Belgium")
    page.wait_for_function(
        "document.querySelector('#announcement').textContent.includes('Belgium')"
    )
    assert chart.inner_html() != before
    assert "Belgium" in page.locator("#decomposition-title").inner_text()
    [expected] = connection.execute(
        "select position_usd_mn, net_purchases_usd_mn, count(*) over ()"
        " from flows_by_country where holder_name = 'Belgium'"
        " and basis = 'slt_reported' and reference_month >= '2023-02-28'"
        " order by reference_month desc limit 1"
    ).fetchall()
    rows = page.locator("#exhibit-decomposition tbody tr")
    assert rows.count() == expected[2]
    first = rows.first.locator("[data-column=position_usd_bn]")
    assert float(first.get_attribute("data-value") or 0) == expected[0] / 1000
    drawn = page.evaluate("reportViews.decomposition.view.data('decomposition')")
    assert {row["holder_name"] for row in drawn} == {"Belgium"}
    newest = max(drawn, key=lambda row: row["reference_month"])
    assert newest["net_purchases_usd_bn"] == round(expected[1] / 1000, 3)
    page.select_option("#holder", "Japan")


def test_the_keyboard_reaches_the_controls_and_works_them(page: Page) -> None:
    _open_tables(page)
    page.select_option("#holder", "Japan")
    page.locator("#holder").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.dataset.control + document.activeElement.value"
    assert page.evaluate(focused) == "instrumenttotal"
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('#announcement').textContent.includes('notes and')"
    )
    shown = page.locator("#exhibit-decomposition tbody tr").first
    assert shown.locator("[data-column=position_usd_bn]").inner_text() == "1,049.6"
    outline = "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("ArrowLeft")


def test_without_its_script_the_page_has_its_sentences_and_queries(
    published: Settings, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(published.report_path.resolve().as_uri())
    assert opened.locator("noscript p").is_visible()
    assert "1,143.1" in opened.locator(".masthead").inner_text()
    assert "from holder_change_windows" in (
        opened.locator("[data-sql=answer]").text_content() or ""
    )
    opened.keyboard.press("Tab")
    link = opened.locator(":focus")
    assert link.inner_text() == "Skip to the report"
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    opened.keyboard.press("Enter")
    assert opened.locator("#main:focus").count() == 1
    context.close()


def test_headings_are_in_order_and_everything_has_a_name(page: Page) -> None:
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(e => +e.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("main, nav, body > header, body > footer").count() == 5
    for chart in page.locator(".picture").all():
        assert chart.get_attribute("role") == "img"
        assert len(chart.get_attribute("aria-label") or "") > 60
    unnamed = page.evaluate(
        "[...document.querySelectorAll('select, input, summary, [role=region]')]"
        ".filter(e => !(e.labels?.length || e.textContent.trim()"
        " || e.getAttribute('aria-label'))).length"
    )
    assert unnamed == 0
    identifiers = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(identifiers) == len(set(identifiers))


def test_every_chart_is_drawn_with_a_unit_on_its_axes(
    page: Page, data: dict[str, Any]
) -> None:
    units = re.compile(r"\$ billion|percent|yen per|month|day|points|ratio")
    for name, exhibit in data["exhibits"].items():
        if exhibit["chart"] is None:
            continue
        titles = page.locator(f"#exhibit-{name} .chart .role-axis-title text")
        texts = titles.all_text_contents()
        assert texts, name
        assert all(units.search(text) for text in texts), (name, texts)
        marks = page.locator(f"#exhibit-{name} .chart .role-mark path")
        assert marks.count() > 0, name


@pytest.mark.parametrize("exhibit", ["decomposition", "japan"])
def test_the_name_of_a_month_stands_under_its_bar(page: Page, exhibit: str) -> None:
    chart = page.locator(f"#exhibit-{exhibit} .chart")
    name = chart.locator(".role-axis-label text", has_text="Apr 2026")
    bar = chart.locator('.role-mark path[aria-label^="month: Apr 2026"]').first
    label, drawn = name.bounding_box(), bar.bounding_box()
    assert label is not None
    assert drawn is not None
    middle = label["x"] + label["width"] / 2
    assert drawn["x"] <= middle <= drawn["x"] + drawn["width"]


CONTRAST = """
(selector) => {
  const channels = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (color) => channels(color).map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (!/^rgba.*, 0\\)$/.test(color)) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const drawn = (e) => !e.closest('svg') || getComputedStyle(e).stroke !== 'none'
    || !/none|^rgba.*, 0\\)$/.test(getComputedStyle(e).fill);
  return [...document.querySelectorAll(selector)].filter(drawn).map((e) => {
    const style = getComputedStyle(e);
    const inside = e.closest('svg') !== null;
    const empty = style.fill === 'none' || /^rgba.*, 0\\)$/.test(style.fill);
    const color = inside ? (empty ? style.stroke : style.fill) : style.color;
    const [a, b] = [light(color), light(ground(e))].sort((x, y) => y - x);
    return [e.textContent.trim().slice(0, 40) || e.getAttribute('aria-label') || '',
      (a + 0.05) / (b + 0.05)];
  });
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_in_both_schemes(
    page: Page,
    scheme: Any,  # noqa: ANN401
) -> None:
    page.emulate_media(color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(20, 22, 26)") == (scheme == "dark")
    words = page.evaluate(
        CONTRAST,
        "p, li, dt, dd, a, h1, h2, h3, th, td, summary, label, legend, select,"
        " .option span, .verdict, small, code, .chart svg text",
    )
    assert len(words) > 300
    assert [entry for entry in words if entry[1] < 4.5] == []
    samples = page.evaluate(
        CONTRAST, ".chart .role-legend-symbol path, .chart .mark-line path"
    )
    assert len(samples) > 50
    assert [entry for entry in samples if entry[1] < 3] == []
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("wide", [360, 400])
def test_a_phone_shows_the_page_without_scrolling_sideways(
    published: Settings, browser: Browser, wide: int
) -> None:
    opened = Seen(
        browser,
        published.report_path,
        viewport={"width": wide, "height": 740},
        is_mobile=True,
        has_touch=True,
    )
    _open_tables(opened.page)
    width, inner = opened.page.evaluate(
        "[document.documentElement.scrollWidth, innerWidth]"
    )
    assert (width, inner) == (wide, wide)
    # A chart's words may reach beyond its frame, not beyond the page or into words.
    cut = opened.page.evaluate(
        "[...document.querySelectorAll('.chart svg text')].filter(e => {"
        " const box = e.getBoundingClientRect(); const place ="
        " e.closest('.picture').getBoundingClientRect(); return box.left < 0"
        " || box.right > innerWidth || box.top < place.top"
        " || box.bottom > place.bottom; }).map(e => e.textContent)"
    )
    assert cut == []
    # what is as wide as its place is not shrunk, so its words keep their size
    shrunk = opened.page.evaluate(
        "[...document.querySelectorAll('.chart svg')].filter(e =>"
        " e.getBoundingClientRect().width < e.width.baseVal.value - 1)"
        ".map(e => e.closest('article').id)"
    )
    assert shrunk == []
    small = opened.page.evaluate(
        "[...document.querySelectorAll('select, .option span')]"
        ".filter(e => e.getBoundingClientRect().height < 40).length"
    )
    assert small == 0
    opened.context.close()


def test_the_page_belongs_to_the_published_database(
    published: Settings, connection: Connection, tmp_path: Path
) -> None:
    [fingerprint] = connection.execute("select fingerprint from meta.build").fetchone()
    assert f'content="{fingerprint}"' in published.report_path.read_text()
    done = tic_warehouse(published.data_dir, "report")
    assert done.stdout.strip() == str(published.report_path.resolve())
    # A page of another database is written again.
    settings = Settings(data_dir=tmp_path / "data")
    settings.published_dir.mkdir(parents=True)
    settings.published_database.symlink_to(published.published_database.resolve())
    settings.brief_dir.symlink_to(published.brief_dir.resolve())
    settings.report_path.parent.mkdir()
    settings.report_path.write_text("of another database")
    path = current_report(settings)
    assert path.read_text() == published.report_path.read_text()


class _Notes:
    def __init__(self) -> None:
        self.notes: list[str] = []

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Not listened to."""

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)


def test_a_failed_report_is_reported_and_leaves_no_old_one(
    settings: Settings,
) -> None:
    notes = _Notes()
    settings.report_path.parent.mkdir(parents=True)
    settings.report_path.write_text("of the database before")
    with duckdb.connect() as empty:
        report = draw_report(empty, settings, notes)
    place_report(settings, report, notes)
    assert not settings.report_path.exists()
    [note] = notes.notes
    assert note.startswith("the report page was not written: the report's query answer")
    assert "holder_change_windows" in note
    assert "\n" not in note


def test_a_report_that_cannot_be_written_is_reported(settings: Settings) -> None:
    notes = _Notes()
    settings.published_dir.mkdir(parents=True)
    settings.report_path.parent.write_text("a file in the folder's place")
    place_report(settings, Report({"index.html": "a page"}, {}), notes)
    [note] = notes.notes
    assert str(settings.report_path) in note
    assert "cannot be written" in note
