"""Write one small page for each holder: position, changes, custody, breaks, revisions.

Belongs here: putting the pages of holders together. Does not: the report (`page.py`),
or the queries (`sql/dossiers/`). They have no script, so that they are made in no time.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import duckdb
import jinja2

from orchestration.publishing.report.answers import (
    Answer,
    format_size,
    run_query,
)
from orchestration.publishing.report.exhibit import (
    Column,
    Exhibit,
    change,
    count,
    day,
    month,
    text,
)
from orchestration.publishing.report.language import Language
from orchestration.publishing.report.queries import read_query
from orchestration.publishing.report.templates import (
    language_links,
    page_style,
    styled_template,
)

_WIDTH, _HEIGHT, _TOP = 720, 220, 12  # of the drawn line, pixels


@cache
def dossier_queries() -> Mapping[str, Exhibit]:
    """List what the pages of holders are made of, by name."""
    listed = (
        _query(
            "holders",
            text("holder_name", "holder"),
            month("last_month"),
            Column("position_usd_bn", "position, $ billion"),
            count("place", "place"),
            count("holders", "of"),
            Column("duration_years", "duration, years"),
        ),
        _query(
            "windows",
            count("window_months", "months"),
            month("first_month", "from"),
            month("last_month", "to"),
            change("position_change_usd_bn", "change"),
            change("net_purchases_usd_bn", "net purchases"),
            change("valuation_change_usd_bn", "price"),
            change("other_change_usd_bn", "other"),
        ),
        _query("positions", month(), Column("position_usd_bn", "position, $ billion")),
        _query("breaks", month(), text("reason", "what changed")),
        _query(
            "revisions",
            month(),
            change("change_since_first_usd_bn", "revised by"),
            change("value_usd_bn", "now"),
        ),
    )
    return {exhibit.id: exhibit for exhibit in listed}


def _query(name: str, *columns: Column) -> Exhibit:
    query = read_query(f"dossiers/{name}.sql")
    return Exhibit(name, name, query, columns, source="US Treasury, TIC")


def ask_dossiers(connection: duckdb.DuckDBPyConnection) -> dict[str, Answer]:
    """Ask the database what the pages of holders show.

    Raises WarehouseError where a query fails.
    """
    edition = Exhibit(
        "edition",
        "",
        read_query("quality/edition.sql"),
        (day("built_on", ""), day("released_on", "")),
        source="",
    )
    exhibits = {**dossier_queries(), "edition": edition}
    return {name: run_query(connection, exhibit) for name, exhibit in exhibits.items()}


def render_dossiers(
    answers: Mapping[str, Answer], language: Language, languages: tuple[Language, ...]
) -> dict[str, str]:
    """Render the page of each country of the newest month, by the name of its file."""
    shown = {
        name: replace(answer, language=language) for name, answer in answers.items()
    }
    edition = shown.pop("edition")
    parts = {name: answer.by(["holder_code"]) for name, answer in shown.items()}
    template = styled_template("dossier.html", language)
    style = page_style()
    return {
        language.file_name(code): _render(
            template,
            {"style": style, **language_links(language, languages, code)},
            edition,
            _of_holder(parts, shown, code),
        )
        for (code,) in parts["holders"]
    }


def _of_holder(
    parts: Mapping[str, Mapping[tuple[str, ...], Answer]],
    answers: Mapping[str, Answer],
    code: str,
) -> dict[str, Answer]:
    return {
        name: by_holder.get((code,), replace(answers[name], rows=()))
        for name, by_holder in parts.items()
    }


def _render(
    template: jinja2.Template,
    frame: Mapping[str, Any],
    edition: Answer,
    of_holder: dict[str, Answer],
) -> str:
    known = {**of_holder, "edition": edition}
    language = edition.language
    return template.render(
        **frame,
        report=language.file_name("index"),
        answers=of_holder,
        line=drawn_line(of_holder["positions"]),
        size_of_line=(_WIDTH, _HEIGHT),
        mark=lambda query, row, column: known[query].mark(row, column),
        size=lambda query, row, column: known[query].mark(row, column, format_size),
        value=lambda query, row, column: known[query].value(row, column),
        named=of_holder["holders"].named(0, "holder_name"),
        title=language.translated(str(of_holder["holders"].value(0, "holder_name"))),
    )


def drawn_line(positions: Answer) -> list[str]:
    """Draw the positions of a holder as the points of lines, cut at each break."""
    columns = ("reference_month", "position_usd_bn", "begins_anew")
    rows = [
        [positions.value(row, column) for column in columns]
        for row in range(len(positions.rows))
    ]
    if not rows:
        return []
    days = [date.fromisoformat(str(row[0])[:10]).toordinal() for row in rows]
    figures = [float(row[1] or 0) for row in rows]
    span, most = max(days[-1] - days[0], 1), max(*figures, 0.001)
    pieces: list[list[str]] = []
    for at, (_, _, begins_anew) in enumerate(rows):
        if begins_anew or not pieces:
            pieces.append([])
        across = _WIDTH * (days[at] - days[0]) / span
        down = _HEIGHT - (_HEIGHT - _TOP) * figures[at] / most
        pieces[-1].append(f"{across:.1f},{down:.1f}")
    return [" ".join(piece) for piece in pieces]
