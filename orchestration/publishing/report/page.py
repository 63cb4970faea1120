"""Put every answer, chart and word of the report into one HTML file a language.

Belongs here: putting the page together and writing it whole into its place. Does
not: what is shown (`sections/`), how it looks (`charts.py`, `assets/`), its words in
other languages (`locale/`). The database is asked once for all languages.
"""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import jinja2
from markupsafe import Markup

from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.publishing.report.answers import (
    Answer,
    format_rounded,
    format_size,
    run_query,
    to_cell,
)
from orchestration.publishing.report.dossiers import ask_dossiers, render_dossiers
from orchestration.publishing.report.exhibit import (
    UNIT_DECIMALS,
    Control,
    Exhibit,
    Section,
)
from orchestration.publishing.report.language import (
    Language,
    all_languages,
    in_context,
)
from orchestration.publishing.report.queries import read_query
from orchestration.publishing.report.style import CONFIG
from orchestration.publishing.report.templates import (
    ASSETS,
    language_links,
    page_style,
    styled_template,
    typeset,
)
from orchestration.publishing.report.translation import (
    answer_in_language,
    chart_in_language,
    in_language,
)
from orchestration.publishing.report.words import WINDOWS, Window, verdict
from orchestration.settings import Settings
from orchestration.storage.connections import reader
from orchestration.storage.files import write_whole
from orchestration.storage.tables import table_names

_HOLDERS = "dossiers/holders.sql"
_LINK_TO_BRIEF = re.compile(r'<p class="dateline brief">.*?</p>\n', re.DOTALL)
_SAID = re.compile(r'say\("([^"]+)"')  # a text of the page's script
_BUNDLE_NOTE = """
/* Vega, Vega-Lite, Vega-Embed and what they depend on; their licences are at the
   foot of this page. */
"""


@dataclass(frozen=True)
class Report:
    """The page in each language and the small ones of holders, by their file names."""

    pages: Mapping[str, str]
    dossiers: Mapping[str, str]


@dataclass(frozen=True)
class Drawn:
    """An exhibit's chart and the strip in which its months are chosen, as Vega-Lite."""

    chart: dict[str, Any] | None
    overview: dict[str, Any] | None


@dataclass(frozen=True)
class Content:
    """What the page says in every language: rows, choices, holders, charts drawn."""

    sections: tuple[Section, ...]
    answers: Mapping[str, Answer]
    choices: Mapping[str, tuple[tuple[str, str], ...]]
    holders: tuple[tuple[str, str], ...]
    charts: Mapping[str, Drawn]  # in English
    bundle: str


def current_report(settings: Settings) -> Path:
    """Give the path of the published database's report, written now if missing.

    Raises WarehouseError where nothing is published or the page cannot be made.
    """
    path, database = settings.report_path, settings.published_database
    with reader(database) as connection:
        if ("meta", "build") not in table_names(connection, database.stem):
            raise WarehouseError(
                f"{database}: this database was not made by a run; move it away, then"
                " run `tic-warehouse run`"
            )
        [fingerprint] = connection.execute(
            "select fingerprint from meta.build"
        ).fetchall()
        if (
            not path.exists()
            or fingerprint[0] not in path.read_text("utf-8", "replace")[:4000]
        ):
            _write(settings, _draw(connection, settings))
    return path.resolve()


def draw_report(
    connection: duckdb.DuckDBPyConnection, settings: Settings, progress: Progress
) -> Report | None:
    """Render the pages about the database of a connection; None where that failed.

    A database is worth publishing without its report, so a failure is only reported.
    """
    progress.step("drawing the report")
    try:
        return _draw(connection, settings)
    except WarehouseError as problem:
        progress.note(f"the report page was not written: {problem}")
    except Exception as problem:  # whatever a library meets: the tables are sound
        progress.note(
            f"the report page was not written ({type(problem).__name__}: {problem})"
        )
    return None


def place_report(settings: Settings, report: Report | None, progress: Progress) -> None:
    """Put the pages of the database just published in their place.

    Where there are none, those of the previous database are deleted, too: their
    figures are no longer published.
    """
    path = settings.report_path
    try:
        if report is None:
            shutil.rmtree(path.parent, ignore_errors=True)
        else:
            _write(settings, report)
    except WarehouseError as problem:
        shutil.rmtree(path.parent, ignore_errors=True)
        progress.note(f"the report page was not written: {problem}")


def link_brief(settings: Settings, report: Report | None, progress: Progress) -> None:
    """Write the page again where it has no link to the brief that is there by now."""
    try:
        if report and _LINK_TO_BRIEF.search(settings.report_path.read_text()) is None:
            _write_pages(settings, report)
    except (WarehouseError, OSError) as problem:
        progress.note(f"the report page has no link to the release brief: {problem}")


def _draw(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Report:
    content, dossiers = gather(connection, settings), ask_dossiers(connection)
    languages = all_languages()
    return Report(
        {
            language.file_name("index"): render(content, language, languages)
            for language in languages
        },
        {
            name: page
            for language in languages
            for name, page in render_dossiers(dossiers, language, languages).items()
        },
    )


def _write(settings: Settings, report: Report) -> None:
    """Write the pages of holders, then those in other languages, then the English one.

    It says of which database they are, so it comes last: what a killed run leaves
    behind is then written again.
    """
    folder = settings.report_path.parent / "holders"
    for name, dossier in report.dossiers.items():
        write_whole(folder / name, dossier.encode())
    for path in folder.glob("*.html"):
        if path.name not in report.dossiers:
            path.unlink(missing_ok=True)
    _write_pages(settings, report)


def _write_pages(settings: Settings, report: Report) -> None:
    """Write the page, without its link to the brief where there is no brief."""
    path = settings.report_path
    has_brief = (settings.brief_dir / "index.html").is_file()
    for name in sorted(report.pages, key=lambda name: name == path.name):
        page = report.pages[name]
        shown = page if has_brief else _LINK_TO_BRIEF.sub("", page)
        write_whole(path.parent / name, shown.encode())


def gather(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Content:
    """Ask the database everything that the page shows, and draw its charts.

    Raises WarehouseError where a query fails or a table of it is not there.
    """
    from orchestration.publishing.report.sections import all_sections  # noqa: PLC0415 - Altair is slow to import

    sections = all_sections()
    exhibits = [exhibit for section in sections for exhibit in section.exhibits]
    return Content(
        sections,
        {exhibit.id: run_query(connection, exhibit) for exhibit in exhibits},
        {
            control.id: _choices(connection, control)
            for section in sections
            for control in section.controls
        },
        tuple(
            connection.execute(
                f"select holder_code, holder_name from ({read_query(_HOLDERS)})"
            ).fetchall()
        ),
        {
            exhibit.id: Drawn(_drawn(exhibit.chart), _drawn(exhibit.overview))
            for exhibit in exhibits
        },
        _BUNDLE_NOTE + _chart_library(settings),
    )


def _drawn(draw: Callable[[], Any] | None) -> dict[str, Any] | None:
    """Draw a chart; whether it is valid Vega-Lite, which takes long, the tests ask."""
    return draw().to_dict(validate=False) if draw else None


def render(
    content: Content, language: Language, languages: tuple[Language, ...]
) -> str:
    """Render the page as HTML in a language, with links to it in the others."""
    sections = tuple(in_language(section, language) for section in content.sections)
    answers = {
        exhibit.id: answer_in_language(content.answers[exhibit.id], exhibit, language)
        for section in sections
        for exhibit in section.exhibits
    }
    shown = {
        exhibit.id: _first(answers[exhibit.id], exhibit, section)
        for section in sections
        for exhibit in section.exhibits
    }
    script = (ASSETS / "report.js").read_text()
    charts = {
        key: Drawn(
            chart_in_language(drawn.chart, language),
            chart_in_language(drawn.overview, language),
        )
        for key, drawn in content.charts.items()
    }
    data = _data(sections, answers, charts)
    data |= _words_of_script(content, language, script)
    return styled_template("page.html", language).render(
        **language_links(language, languages, "index"),
        sections=sections,
        answers=answers,
        choices=_named_choices(content, sections, language),
        holders=[
            (language.file_name(code), language.translated(name) or name)
            for code, name in content.holders
        ],
        headline=_headline(answers["answer"], language),
        data=_json(data),
        style=page_style(),
        script=Markup(script),  # noqa: S704 - our own file
        script_hashes=Markup(f"{_hash(content.bundle)} {_hash(script)}"),  # noqa: S704
        licences=(ASSETS / "licences.txt").read_text(),
        bundle=Markup(content.bundle),  # noqa: S704 - a library's own code
        mark=lambda query, row, column: answers[query].mark(row, column),
        size=lambda query, row, column: answers[query].mark(row, column, format_size),
        rounded=lambda query, row, column: answers[query].mark(
            row, column, format_rounded
        ),
        value=lambda query, row, column: answers[query].value(row, column),
        find=lambda sentence, exhibit: _sentence(shown[exhibit.id], sentence),
        heading=lambda exhibit: _sentence(shown[exhibit.id], exhibit.finding),
        newest_release=partial(_newest_release, answers),
    )


def _words_of_script(
    content: Content, language: Language, script: str
) -> dict[str, Any]:
    """Collect what the page's script says in a language: texts of rows, and its own.

    English needs no words.
    """
    texts = [each for answer in content.answers.values() for each in answer.texts()]
    found = {
        in_context(text, context): language.translated(text, context)
        for text, context in dict.fromkeys(texts)
    }
    own = {text: language.say(text) for text in said_by(script)}
    fonts = f"{language.fonts}, {CONFIG['font']}" if language.fonts else CONFIG["font"]
    return {
        "config": CONFIG | {"font": fonts},
        "language": language.tag,
        "words": {
            text: words
            for text, words in (found | own).items()
            if words is not None and not language.is_source
        },
    }


def said_by(script: str) -> list[str]:
    """List the texts of a script: what it asks the words for."""
    return _SAID.findall(script)


def _named_choices(
    content: Content, sections: tuple[Section, ...], language: Language
) -> dict[str, list[tuple[str, str]]]:
    """Name the values of each control; the values are the same in every language."""
    return {
        control.id: list(control.options)
        or [
            (key, language.translated(label) or label)
            for key, label in content.choices[control.id]
        ]
        for section in sections
        for control in section.controls
    }


def _chart_library(settings: Settings) -> str:
    """Bundle Vega, Vega-Lite and Vega-Embed as one script, which takes seconds.

    So the script is kept in the folder of builds; it can be deleted at any time.
    """
    import vl_convert  # noqa: PLC0415 - slow to import

    kept = settings.build_dir / f"vega-of-vl-convert-{version('vl-convert-python')}.js"
    if not kept.exists():
        # its stub forgets that the snippet has a default
        bundle = vl_convert.javascript_bundle()  # type: ignore[call-arg]
        write_whole(kept, bundle.encode())
    return kept.read_text()


def _hash(script: str) -> str:
    """Name a script in the page's content policy, so that no other one runs."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _headline(answer: Answer, language: Language) -> dict[str, Any]:
    """Compose the verdict from the windows that the database has."""
    known = {
        months: row
        for months in WINDOWS
        if (row := answer.row_of("window_months", months)) is not None
    }
    windows = [_window(answer, row) for row in known.values()]
    return {
        "verdict": language.say(verdict(windows)),
        "windows": list(zip(windows, known.values(), strict=True)),
    }


def _window(answer: Answer, row: int) -> Window:
    columns = ("net_purchases_with_other_usd_bn", "usual_revision_usd_bn")
    return Window(
        int(_number(answer, row, "window_months") or 0),
        _number(answer, row, "net_purchases_usd_bn") or 0.0,
        *(_number(answer, row, column) for column in columns),
    )


def _number(answer: Answer, row: int, column: str) -> float | None:
    value = answer.value(row, column)
    return None if value is None else float(value)


def _sentence(answer: Answer, sentence: str) -> Markup | None:
    """Render a sentence with the figures of an answer; None where it has no rows."""
    if not sentence or not answer.rows:
        return None
    written = _compiled(sentence).render(
        figure=answer.mark,
        word=answer.mark,
        named=answer.named,
        value=answer.value,
        bought=answer.direction,
        most=answer.row_of_most,
        latest=answer.row_of_latest,
        where=answer.row_of,
        last=len(answer.rows) - 1,
        size=lambda row, column: answer.mark(row, column, format_size),
    )
    return Markup(typeset(written))  # noqa: S704 - rendered with autoescape


@cache
def _compiled(sentence: str) -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(sentence)


def _newest_release(answers: dict[str, Answer], exhibit: Exhibit) -> int | None:
    """Find the source of an exhibit that was released last, or else seen last."""
    freshness = answers["freshness"]
    rows = [freshness.row_of("source_id", source) for source in exhibit.made_of]
    days = {
        row: str(freshness.value(row, column))
        for column in ("captured_on", "released_on")
        for row in rows
        if row is not None and freshness.value(row, column)
    }
    released = [row for row in days if freshness.value(row, "released_on")]
    return max(released or days, key=lambda row: days[row], default=None)


def _choices(
    connection: duckdb.DuckDBPyConnection, control: Control
) -> tuple[tuple[str, str], ...]:
    """List the values of a control and what they are called.

    Raises WarehouseError where its query fails.
    """
    if control.query is None:
        return control.options
    try:
        found = connection.execute(control.query).fetchall()
    except duckdb.Error as problem:
        raise WarehouseError(
            f"the report's control {control.id} failed: {str(problem).splitlines()[0]}"
        ) from None
    names = [str(to_cell(name)) for (name,) in found]
    return tuple((name, name) for name in names)


def _data(
    sections: tuple[Section, ...],
    answers: dict[str, Answer],
    charts: dict[str, Drawn],
) -> dict[str, Any]:
    """Collect what the page's script needs: rows, columns, charts, controls."""
    return {
        "edition": answers["edition"].value(0, "edition"),
        "unitDecimals": UNIT_DECIMALS,
        "controls": {
            control.id: {"column": control.column, "value": control.default}
            for section in sections
            for control in section.controls
        },
        "queries": {
            key: {"columns": answer.columns, "rows": answer.rows}
            for key, answer in answers.items()
        },
        "exhibits": {
            exhibit.id: {
                "columns": [vars(column) for column in exhibit.columns],
                "controls": exhibit.controls,
                "chart": charts[exhibit.id].chart,
                "span": vars(exhibit.span) if exhibit.span else None,
                "overview": charts[exhibit.id].overview,
                "headings": _headings(answers[exhibit.id], exhibit, section),
            }
            for section in sections
            for exhibit in section.exhibits
        },
    }


def _headings(
    answer: Answer, exhibit: Exhibit, section: Section
) -> dict[str, Markup | None]:
    """Write the heading for whatever the reader may choose.

    Its key is what is chosen, value by value, as JSON.
    """
    columns = [_control(section, control).column for control in exhibit.controls]
    return {
        _key(values): _sentence(part, exhibit.finding)
        for values, part in answer.by(columns).items()
    }


def _first(answer: Answer, exhibit: Exhibit, section: Section) -> Answer:
    """Give the part of an answer that the page shows at first."""
    controls = [_control(section, control) for control in exhibit.controls]
    parts = answer.by([control.column for control in controls])
    empty = replace(answer, rows=())
    return parts.get(tuple(control.default for control in controls), empty)


def _control(section: Section, name: str) -> Control:
    return next(control for control in section.controls if control.id == name)


def _key(values: tuple[str, ...]) -> str:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def _json(value: dict[str, Any]) -> Markup:
    """Write JSON that is safe inside a script element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin in it
