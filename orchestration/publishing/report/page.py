"""Put every answer, chart and word of the report into one HTML file.

Belongs here: putting the page together and writing it whole into its place. Does
not: what is shown (`sections/`), how it looks (`charts.py`, `assets/`).
"""

import base64
import hashlib
import json
import shutil
from functools import partial
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
    format_size,
    run_query,
    to_cell,
)
from orchestration.publishing.report.exhibit import (
    UNIT_DECIMALS,
    Control,
    Exhibit,
    Section,
)
from orchestration.publishing.report.style import CONFIG
from orchestration.publishing.report.words import (
    WINDOWS,
    headline_answer,
    headline_steps,
)
from orchestration.settings import Settings
from orchestration.storage.connections import reader
from orchestration.storage.files import write_whole
from orchestration.storage.tables import table_names

ASSETS = Path(__file__).parent / "assets"
_BUNDLE_NOTE = """
/* Vega, Vega-Lite, Vega-Embed and what they depend on; their licences are at the
   foot of this page. */
"""


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
            write_whole(path, render(connection, settings).encode())
    return path.resolve()


def draw_report(
    connection: duckdb.DuckDBPyConnection, settings: Settings, progress: Progress
) -> str | None:
    """Render the page about the database of a connection; None where that failed.

    A database is worth publishing without its report, so a failure is only reported.
    """
    progress.step("drawing the report")
    try:
        return render(connection, settings)
    except WarehouseError as problem:
        progress.note(f"the report page was not written: {problem}")
    except Exception as problem:  # whatever a library meets: the tables are sound
        progress.note(
            f"the report page was not written ({type(problem).__name__}: {problem})"
        )
    return None


def place_report(settings: Settings, page: str | None, progress: Progress) -> None:
    """Put the page of the database just published in its place.

    Where there is none, the page of the previous database is deleted, too: its figures
    are no longer published.
    """
    path = settings.report_path
    try:
        if page is None:
            shutil.rmtree(path.parent, ignore_errors=True)
        else:
            write_whole(path, page.encode())
    except WarehouseError as problem:
        shutil.rmtree(path.parent, ignore_errors=True)
        progress.note(f"the report page was not written: {problem}")


def render(connection: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Render the page as HTML.

    Raises WarehouseError where a query fails or a table of it is not there.
    """
    from orchestration.publishing.report.sections import all_sections  # noqa: PLC0415 - Altair is slow to import

    sections = all_sections()
    answers = {
        exhibit.id: run_query(connection, exhibit)
        for section in sections
        for exhibit in section.exhibits
    }
    choices = {
        control.id: _choices(connection, control)
        for section in sections
        for control in section.controls
    }
    bundle = _BUNDLE_NOTE + _chart_library(settings)
    script = (ASSETS / "report.js").read_text()
    return _template().render(
        sections=sections,
        answers=answers,
        choices=choices,
        headline=_headline(answers["answer"]),
        data=_json(_data(sections, answers, CONFIG)),
        style=Markup((ASSETS / "report.css").read_text()),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hashes=Markup(f"{_hash(bundle)} {_hash(script)}"),  # noqa: S704
        licences=(ASSETS / "licences.txt").read_text(),
        bundle=Markup(bundle),  # noqa: S704 - a library's own code
        mark=lambda query, row, column: answers[query].mark(row, column),
        size=lambda query, row, column: answers[query].mark(row, column, format_size),
        value=lambda query, row, column: answers[query].value(row, column),
        find=partial(_finding, answers),
    )


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


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["typeset"] = _typeset
    return environment.get_template("page.html")


def _typeset(text: str) -> str:
    """Set words with the apostrophes of a printed page."""
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def _headline(answer: Answer) -> dict[str, Any]:
    """Compose the headline from the windows that the database has."""
    rows = {months: answer.row_of("window_months", months) for months in WINDOWS}
    known = {months: row for months, row in rows.items() if row is not None}
    directions = {
        months: str(answer.value(row, "direction")) for months, row in known.items()
    }
    return {
        "answer": headline_answer(directions),
        "steps": headline_steps(directions),
        "rows": known,
    }


def _finding(answers: dict[str, Answer], exhibit: Exhibit) -> Markup:
    """Render the sentence of an exhibit with the figures of its own answer."""
    answer = answers[exhibit.id]
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    sentence = template.from_string(exhibit.finding).render(
        figure=answer.mark,
        word=answer.mark,
        named=answer.named,
        value=answer.value,
        size=lambda row, column: answer.mark(row, column, format_size),
    )
    return Markup(_typeset(sentence))  # noqa: S704 - rendered with autoescape


def _choices(
    connection: duckdb.DuckDBPyConnection, control: Control
) -> list[tuple[str, str]]:
    """List the values of a control and what they are called.

    Raises WarehouseError where its query fails.
    """
    if control.query is None:
        return list(control.options)
    try:
        found = connection.execute(control.query).fetchall()
    except duckdb.Error as problem:
        raise WarehouseError(
            f"the report's control {control.id} failed: {str(problem).splitlines()[0]}"
        ) from None
    names = [str(to_cell(name)) for (name,) in found]
    return [(name, name) for name in names]


def _data(
    sections: tuple[Section, ...], answers: dict[str, Answer], config: dict[str, Any]
) -> dict[str, Any]:
    """Collect what the page's script needs: rows, columns, charts, controls."""
    return {
        "config": config,
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
                "chart": exhibit.chart().to_dict() if exhibit.chart else None,
            }
            for section in sections
            for exhibit in section.exhibits
        },
    }


def _json(value: dict[str, Any]) -> Markup:
    """Write JSON that is safe inside a script element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin in it
