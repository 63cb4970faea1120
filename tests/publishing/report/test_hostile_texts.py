"""Texts out of files act nowhere: not in the report, dbt's page, the UI, a terminal.

Belongs here: one published database whose names and notes are hostile, and each place
that shows them. Does not: names of files that are landed (`tests/cli/test_main.py`).
"""

import re
import shutil
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Page, sync_playwright

from orchestration.cli.answers import print_answers
from orchestration.publishing.report.language import all_languages
from orchestration.publishing.report.page import gather, render
from orchestration.settings import Settings
from orchestration.storage.quoting import literal, quoted
from tests.support.hostile_texts import HOSTILE_TEXTS, MARK, SHOWN

READY = "document.documentElement.dataset.ready === 'true'"
# What no page needs: controls but for tabs and ends of lines, marks of direction.
ACTING = r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e]"
SHOWING = "data, td, th, option, text, p, li, dt, dd, label, #report-data"

# Columns with words that a file, or a check of one, may have put there.
NOTES = {
    "claims": ("claim", "caveat", "why", "evidence_missing"),
    "claim_evidence": ("what", "breaks_crossed", "basis"),
    "quality.check_results": ("message", "observed", "failing_rows", "reason"),
    "quality.freshness": ("title", "publisher"),
    "meta.sources": ("title", "publisher", "licence"),
    "meta.landed_files": ("file_name", "note", "url"),
    "holders": ("note",),
}


def poison(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the largest holders but Japan hostile names, and notes hostile words."""
    largest = connection.execute(
        "select distinct on (closing_position_usd_mn) holder_name"
        " from holder_change_windows where holder_name <> 'Japan'"
        " and window_months = 12 and instrument = 'total' and holder_scope = 'country'"
        " order by closing_position_usd_mn desc limit ?",
        [len(HOSTILE_TEXTS)],
    ).fetchall()
    names = list(zip(largest, HOSTILE_TEXTS.values(), strict=True))
    renamed = " ".join(
        f"when {literal(old)} then {literal(new)}" for (old,), new in names
    )
    tables = connection.execute(
        "select schema_name, table_name from duckdb_columns() semi join duckdb_tables()"
        " using (schema_name, table_name) where column_name = 'holder_name'"
    ).fetchall()
    for schema, table in tables:
        connection.execute(
            f"update {quoted(schema)}.{quoted(table)} set holder_name ="
            f" case holder_name {renamed} else holder_name end"
        )
    every = ", ".join(map(literal, HOSTILE_TEXTS.values()))
    for table, columns in NOTES.items():
        for column in columns:
            connection.execute(
                f"update {table} set {column} ="
                f" ([{every}])[1 + (hash({column}) % {len(HOSTILE_TEXTS)})::integer]"
                " || ' ' || {column}".replace("{column}", column)
            )
    connection.execute("update quality.check_results set passed = false")


@pytest.fixture(scope="module")
def hostile(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data_dir=tmp_path_factory.mktemp("hostile") / "data")
    settings.published_dir.mkdir(parents=True)
    shutil.copyfile(published.published_database, settings.published_database)
    with duckdb.connect(str(settings.published_database)) as connection:
        poison(connection)
        content, languages = gather(connection, published), all_languages()
    settings.report_path.parent.mkdir()
    for language in languages:
        path = settings.report_path.with_name(language.file_name("index"))
        path.write_text(render(content, language, languages))
    return settings


@pytest.fixture(scope="module")
def report(hostile: Settings) -> Iterator[tuple[Page, list[str]]]:
    """The report in a browser, all its tables open, and what happened meanwhile."""
    happened: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_context().new_page()
        page.on("console", lambda message: happened.append(message.text))
        page.on("pageerror", lambda problem: happened.append(str(problem)))
        page.on("request", lambda request: happened.append(request.url))
        page.goto(hostile.report_path.as_uri())
        page.wait_for_function(READY, timeout=30_000)
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => { d.open = true })"
        )
        page.wait_for_function(
            "[...document.querySelectorAll('.scroller')].every(s => s.firstChild)"
        )
        yield page, happened
        browser.close()


def elements(page: Page) -> dict[str, Any]:
    """What a text has made of itself, if any has."""
    return page.evaluate(
        """mark => {
            const every = [...document.querySelectorAll('*')];
            const handles = name => name.startsWith('on');
            const foreign = 'img, image, iframe, object, embed, base, meta[http-equiv]';
            return {
                ran: mark in window,
                scripts: document.scripts.length,
                foreign: document.querySelectorAll(foreign).length,
                handlers: every.filter(e => e.getAttributeNames().some(handles)).length,
                links: [...document.links].map(link => link.getAttribute('href')),
            };
        }""",
        MARK,
    )


def test_nothing_in_the_report_acts(report: tuple[Page, list[str]]) -> None:
    page, happened = report
    choice = page.locator("select[data-control='revised-holder']")
    names = choice.locator("option").evaluate_all("all => all.map(each => each.value)")
    hostile = set(names) & set(SHOWN.values())
    assert len(hostile) == len(SHOWN)
    for name in sorted(hostile):
        choice.select_option(name)
    page.hover("#exhibit-year .chart svg")
    found = elements(page)
    inside = r"#.*|holders/\d{5}\.html|\.\./brief/index\.html|index(\.(ja|zh))?\.html"
    assert all(re.fullmatch(inside, link) for link in found.pop("links"))
    assert found == {
        "ran": False,
        "scripts": 3,  # the data, the library of charts, the page's own
        "foreign": 1,  # the page's own content policy
        "handlers": 0,
    }
    assert [each for each in happened if not each.startswith("file:")] == []


def test_nothing_acts_where_texts_are_translated(
    hostile: Settings, report: tuple[Page, list[str]]
) -> None:
    page = report[0].context.new_page()
    page.goto(hostile.report_path.with_name("index.ja.html").as_uri())
    page.wait_for_function(READY, timeout=30_000)
    found = elements(page)
    named = page.locator("option[value]").all_text_contents()
    page.close()
    assert (found["ran"], found["scripts"], found["foreign"]) == (False, 3, 1)
    assert found["handlers"] == 0
    assert "日本" in named
    assert set(SHOWN.values()) <= set(named)


def test_no_script_but_the_pages_own_would_run(
    hostile: Settings, report: tuple[Page, list[str]]
) -> None:
    page = report[0].context.new_page()
    rejected: list[str] = []
    page.on("console", lambda message: rejected.append(message.text))
    page.goto(hostile.report_path.as_uri())
    ran = page.evaluate(
        """async () => {
            const script = document.createElement('script');
            script.textContent = 'window.injected = 1';
            document.body.append(script);
            const place = document.createElement('div');
            place.innerHTML = '<img src="x:" onerror="window.injected = 2">';
            document.body.append(place);
            await new Promise(done => setTimeout(done, 200));
            return 'injected' in window;
        }"""
    )
    page.close()
    assert not ran
    assert sum("Content Security Policy" in text for text in rejected) >= 2


def test_the_report_shows_the_texts_as_they_are(
    report: tuple[Page, list[str]],
) -> None:
    page, _ = report
    texts: list[str] = page.evaluate(
        f"[...document.querySelectorAll('{SHOWING}')].map(each => each.textContent)"
    )
    for key, shown in SHOWN.items():
        assert any(shown in text for text in texts), key
    assert not [text for text in texts if re.search(ACTING, text)]


def test_a_terminal_shows_the_texts_as_they_are(
    hostile: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    print_answers("select note, file_name from meta.landed_files", hostile)
    print_answers("select distinct holder_name from holders", hostile)
    out = capsys.readouterr().out
    for key, shown in SHOWN.items():
        assert shown.strip().splitlines()[-1] in out, key
    assert all(char.isprintable() or char == "\n" for char in out.replace("\t", ""))
