"""The report in Japanese and Chinese: the same figures, and words for everything.

Belongs here: catalogues against the pages, and pages against the English one, without
a browser. Does not: how the pages work in one (`test_page.py`).
"""
# ruff: noqa: RUF001 - marks of Chinese and Japanese, and true minus signs

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import jinja2
import lxml.html
import pytest

from orchestration.publishing.report import words
from orchestration.publishing.report.answers import Answer
from orchestration.publishing.report.dossiers import ask_dossiers, render_dossiers
from orchestration.publishing.report.exhibit import Exhibit, text
from orchestration.publishing.report.language import (
    Language,
    all_languages,
    in_context,
)
from orchestration.publishing.report.page import gather, render, said_by
from orchestration.publishing.report.queries import SQL
from orchestration.publishing.report.templates import ASSETS, template_environment
from orchestration.settings import Settings

TRANSLATED = [each.code for each in all_languages()[1:]]

# Latin words that stand in Japanese and Chinese texts, too; and names with a line or
# point in them, which are those of tables.
LATIN = re.compile(r"[A-Za-z][\w.-]*[A-Za-z0-9]", re.ASCII)
NAMES_KEPT = """
TIC SLT Form FRB FRED FEDS Notes IMF WTO EU GCC ASEAN COFER SNS SQL CSV PNG
Warehouse Bertaut Judson and CC BY mfhhis01 pi-1 pi-4 Data Download Program
The the Cross-Border Trail of the Treasury Basis Trade
European Central Bank Ministry of Finance Japan
claims holdings interventions query releases
II III IV VI VII VIII IX XI XII
"""

# What a claim says of a figure that an old release has of notes and bonds alone.
LONG_TERM_ONLY = {"{amount} (long-term only)"}


@dataclass(frozen=True)
class Rendered:
    """The pages of one language, and what they asked of its catalogue."""

    language: Language
    page: str
    dossiers: dict[str, str]


@pytest.fixture(scope="module")
def rendered(
    published: Settings, connection: duckdb.DuckDBPyConnection
) -> dict[str, Rendered]:
    """Every page of the published warehouse, made once more in this process."""
    content, dossiers = gather(connection, published), ask_dossiers(connection)
    languages = all_languages()
    return {
        language.code: Rendered(
            language,
            render(content, language, languages),
            render_dossiers(dossiers, language, languages),
        )
        for language in languages
    }


def messages_of_sources() -> set[str]:
    """Every text of templates, script and rules that a page may have some day."""
    environment = template_environment(all_languages()[0])
    extracted = (
        found[2]
        for path in ASSETS.glob("*.html")
        for found in environment.extract_translations(path.read_text())
    )
    macros = jinja2.Environment(  # noqa: S701 - SQL
        loader=jinja2.FileSystemLoader(SQL)
    ).get_template("macros/in_words.sql")
    units = [pair for pair in macros.module.evidence_units.values() if pair]
    return {
        *(text if isinstance(text, str) else text[0] for text in extracted),
        *said_by((ASSETS / "report.js").read_text()),
        *words.ANSWERS.values(),
        words.NOT_KNOWN,
        *("bought", "sold", "neither bought nor sold"),
        *macros.module.bases.values(),
        *macros.module.evidence_bases.values(),
        *(in_context(unit, "unit") for pair in units for unit in pair),
    }


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_of_the_pages_has_words(
    rendered: dict[str, Rendered], code: str
) -> None:
    """None is shown in English but names of things here, and SQL."""
    language = rendered[code].language
    assert language.missing == set()
    assert messages_of_sources() - set(language.words) == set()
    assert len(language.words) > 1_000


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_entry_of_a_catalogue_is_unused(
    rendered: dict[str, Rendered], code: str
) -> None:
    """Which unit a figure has, and in which number, is for the data to say."""
    language = rendered[code].language
    unused = set(language.words) - language.asked - messages_of_sources()
    assert {text for text in unused if "{number}" not in text} <= LONG_TERM_ONLY


def test_the_catalogues_have_the_same_entries() -> None:
    _, *translated = all_languages()
    assert {frozenset(each.words) for each in translated} == {
        frozenset(translated[0].words)
    }


CALLS = re.compile(r"\{\{ (?:figure|word|named|size)\([^)]*\) \}\}")
NAMES = re.compile(r"%\((\w+)\)s|(?<!\{)\{(\w+)\}(?!\})")
FIGURES = re.compile(r"\d+(?:\.\d+)+|\d{4}")


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("parts", [CALLS, NAMES, FIGURES], ids=["calls", "names", "##"])
def test_a_translation_has_the_figures_of_its_text(
    parts: re.Pattern[str], code: str
) -> None:
    [language] = [each for each in all_languages() if each.code == code]
    differing = {
        text: translation
        for text, translation in language.words.items()
        if set(parts.findall(text)) != set(parts.findall(translation))
    }
    # by month, so that the years of a span are written with both
    assert all(re.search(r"(19|20)\d\d", text) for text in differing)
    assert {
        text: translation
        for text, translation in differing.items()
        if set(parts.findall(text)) - set(parts.findall(translation))
    } == {}


def _figures(page: str) -> list[Counter[tuple[str | None, ...]]]:
    """Count the marked cells in each element; a figure counts with what it shows."""
    body = lxml.html.fromstring(page).find("body")
    assert body is not None
    return [
        Counter(map(_shown, element.findall("data")))
        for element in body.iter()
        if element.tag != "data" and element.find("data") is not None
    ]


def _shown(mark: lxml.html.HtmlElement) -> tuple[str | None, ...]:
    value = mark.get("value") or ""
    is_number = re.fullmatch(r"-?[\d.]+(e-?\d+)?", value)
    place = (mark.get("data-query"), mark.get("data-row"), mark.get("data-column"))
    return (*place, value, mark.text if is_number else None)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_paragraph_has_the_figures_of_the_english_one(
    rendered: dict[str, Rendered], code: str
) -> None:
    english, other = rendered["en"], rendered[code]
    expected = _figures(english.page)
    assert sum(map(len, expected)) > 1_000
    assert _figures(other.page) == expected
    for name, page in english.dossiers.items():
        found = other.dossiers[name.replace(".html", f".{code}.html")]
        assert _figures(found) == _figures(page), name


def _data(page: str) -> dict[str, Any]:
    [data] = re.findall(r'id="report-data">(.*?)</script>', page, re.DOTALL)
    return json.loads(data)


def _in_heading(heading: str | None) -> list[Counter[tuple[str | None, ...]]]:
    return _figures(f"<html><body><p>{heading}</p></body></html>")


def _leaves(chart: object, of: Callable[[object], bool]) -> list[object]:
    if isinstance(chart, dict):
        return [leaf for part in chart.values() for leaf in _leaves(part, of)]
    if isinstance(chart, list):
        return [leaf for part in chart for leaf in _leaves(part, of)]
    return [chart] if of(chart) else []


@pytest.mark.parametrize("code", TRANSLATED)
def test_rows_charts_and_headings_of_the_script_are_the_same(
    rendered: dict[str, Rendered], code: str
) -> None:
    english, other = _data(rendered["en"].page), _data(rendered[code].page)
    assert other["queries"] == english["queries"]
    assert other["controls"] == english["controls"]
    for name, exhibit in english["exhibits"].items():
        found = other["exhibits"][name]
        forms = [
            [{**column, "label": "", "absent": ""} for column in each["columns"]]
            for each in (exhibit, found)
        ]
        assert forms[0] == forms[1]
        assert found["headings"].keys() == exhibit["headings"].keys()
        for key, heading in exhibit["headings"].items():
            other_heading = found["headings"][key]
            assert _in_heading(other_heading) == _in_heading(heading), (name, key)
        numbers = [
            _leaves(each["chart"], lambda leaf: isinstance(leaf, int | float))
            for each in (exhibit, found)
        ]
        assert numbers[0] == numbers[1], name


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_left_in_english_says_so(
    rendered: dict[str, Rendered], code: str
) -> None:
    """Names of tables, files and programs stay; other English says that it is."""
    for page in (rendered[code].page, *rendered[code].dossiers.values()):
        root = lxml.html.fromstring(page)
        tag = rendered[code].language.tag
        for part in root.xpath("//script|//style|//pre|//code|//*[@lang='en']"):
            part.drop_tree()
        texts = [*root.xpath("//body//text()"), *root.xpath("//body//@aria-label")]
        found = {word for text in texts for word in LATIN.findall(text)}
        left = {
            word
            for word in found - set(NAMES_KEPT.split())
            if not re.search("[_.]", word)
        }
        assert left == set()
        assert root.get("lang") == tag


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_page_leads_to_itself_in_the_other_languages(
    rendered: dict[str, Rendered], code: str
) -> None:
    files = [each.language.file_name("index") for each in rendered.values()]
    root = lxml.html.fromstring(rendered[code].page)
    assert root.xpath("//link[@rel='alternate']/@href") == files
    assert root.xpath("//*[@class='languages']/a/@href") == files
    [current] = root.xpath("//*[@class='languages']/a[@aria-current]/@hreflang")
    assert current == rendered[code].language.tag


WORDS = {
    "Japan": "日本",
    "{holder} holds {number} in {month}": "{month}、{holder}は{number}",
    "{first}; {rest}": "{first}；{rest}",
    in_context("months", "unit"): "カ月",
}


def _japanese() -> Language:
    return Language("ja", "ja", "日本語", "%Y年%-m月", "%Y年%-m月%-d日", words=WORDS)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Japan", "日本"),
        ("−1,143.1", "−1,143.1"),
        ("18 November 2026", "2026年11月18日"),
        ("Japan holds −1.5 in May 2026", "2026年5月、日本は−1.5"),
        ("Japan; Japan; 7", "日本；日本；7"),
        ("Japan holds much in May 2026", None),  # no number
        ("Peru holds 1.5 in May 2026", None),  # no words for a part
        ("{number} holds 1.5 in May 2026", None),
        ("months", None),  # only behind a figure
    ],
)
def test_a_text_of_the_database_is_translated_with_its_figures(
    text: str, translation: str | None
) -> None:
    language = _japanese()
    assert language.translated(text) == translation
    assert language.missing == ({text} if translation is None else set())


def test_a_text_without_words_is_shown_in_english_and_says_so() -> None:
    exhibit = Exhibit("some", "", "", (text("name", ""), text("source_id", "")), "")
    rows = (("Japan", "a_file"), ("<b>Peru", "a_file"))
    answer = Answer(exhibit, ("name", "source_id"), rows, language=_japanese())
    assert answer.mark(0, "name").endswith('value="Japan">日本</data>')
    assert answer.mark(1, "name").endswith(' lang="en">&lt;b&gt;Peru</data>')
    assert answer.mark(0, "source_id").endswith(' lang="en">a_file</data>')
    assert answer.language.missing == {"<b>Peru"}


def test_a_long_list_without_words_is_given_up_soon() -> None:
    """Each of its ends was tried once for each pattern in front of it: for ever."""
    words = WORDS | {
        "{one}, {more}": "{one}、{more}",
        "{one} and {more}": "{one}と{more}",
    }
    language = Language("ja", "ja", "日本語", words=words)
    text = "Japan; Japan, Japan and " * 40 + "Peru"
    assert language.translated(text) is None
    assert language.translated(text.replace("Peru", "Japan")) is not None


def test_a_context_tells_equal_texts_apart() -> None:
    assert _japanese().translated("months", "unit") == "カ月"
