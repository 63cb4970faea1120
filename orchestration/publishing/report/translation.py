"""Put the sections of the report, and their charts, into another language.

Belongs here: which parts of a section and of a chart are words. Does not: the words
(`locale/`), looking them up (`language.py`). A section is declared, and a chart drawn,
in English once; everything else in it stays as it is.
"""

import re
from dataclasses import replace
from typing import Any

from orchestration.publishing.report.answers import Answer
from orchestration.publishing.report.exhibit import Column, Control, Exhibit, Section
from orchestration.publishing.report.language import Language

# A text in an expression; the name of a field in brackets is none.
_LITERAL = re.compile(r"(?:datum\['[^']*'\])|'([^']*)'")
_NUMBER_FORMAT = re.compile(r"[+,.\d]*[f]")
# Where a chart has words, and where it has expressions with words in quotation marks.
_WORDS = frozenset({"title", "format", "domain", "sort"})
_EXPRESSIONS = frozenset({"calculate", "filter", "labelExpr", "expr"})


def in_language(section: Section, language: Language) -> Section:
    """Give a section with its words in a language; its queries are the same."""
    return replace(
        section,
        title=language.say(section.title),
        lede=language.say(section.lede),
        controls=tuple(_control(control, language) for control in section.controls),
        exhibits=tuple(_exhibit(exhibit, language) for exhibit in section.exhibits),
    )


def answer_in_language(answer: Answer, exhibit: Exhibit, language: Language) -> Answer:
    """Give the rows of an answer to a page in another language."""
    return replace(answer, exhibit=exhibit, language=language)


def chart_in_language(chart: Any, language: Language) -> Any:  # noqa: ANN401 - any JSON
    """Give a Vega-Lite chart with its words in a language.

    Texts of rows are translated by the page's script, so what an expression compares
    them with is translated, too.
    """
    if language.is_source:
        return chart
    if isinstance(chart, list):
        return [chart_in_language(each, language) for each in chart]
    if not isinstance(chart, dict):
        return chart
    return {key: _part(key, part, language) for key, part in chart.items()}


def _part(key: str, part: Any, language: Language) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(part, str) and key in _WORDS:
        return _word(part, language)
    if isinstance(part, str) and key in _EXPRESSIONS:
        return _expression(part, language)
    if isinstance(part, list) and key in _WORDS:
        return [
            _word(each, language)
            if isinstance(each, str)
            else chart_in_language(each, language)
            for each in part
        ]
    return chart_in_language(part, language)


def _word(text: str, language: Language) -> str:
    """Translate a word of a chart, but not an order or the format of a number."""
    is_word = re.search("[A-Za-z]", text) and text not in ("ascending", "descending")
    return (
        language.say(text) if is_word and not _NUMBER_FORMAT.fullmatch(text) else text
    )


def _expression(text: str, language: Language) -> str:
    """Translate an expression as a whole, or else the words in it."""
    if text in language.words:
        return language.say(text)
    return _LITERAL.sub(
        lambda found: (
            found[0] if found[1] is None else f"'{_literal(found[1], language)}'"
        ),
        text,
    )


def _literal(text: str, language: Language) -> str:
    """Translate a literal, but not a name of a column, an axis or a flag."""
    is_name = re.fullmatch(r"\w+(_\w+)+|[a-z]|datum|[^A-Za-z]*", text)
    return text if is_name else _word(text, language)


def _exhibit(exhibit: Exhibit, language: Language) -> Exhibit:
    return replace(
        exhibit,
        title=language.say(exhibit.title),
        columns=tuple(_column(column, language) for column in exhibit.columns),
        source=language.say(exhibit.source),
        finding=language.say(exhibit.finding),
        more=language.say(exhibit.more),
        note=language.say(exhibit.note),
        alt=language.say(exhibit.alt),
    )


def _column(column: Column, language: Language) -> Column:
    is_word = re.search("[A-Za-z]", column.absent)
    return replace(
        column,
        label=language.say(column.label),
        absent=language.say(column.absent) if is_word else column.absent,
    )


def _control(control: Control, language: Language) -> Control:
    options = tuple((key, language.say(label)) for key, label in control.options)
    return replace(control, label=language.say(control.label), options=options)
