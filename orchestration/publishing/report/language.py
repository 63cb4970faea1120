"""Give the words of the report in the languages that it is written in.

Belongs here: reading a catalogue (`locale/*.po`), finding the words for what the
database says, months and days. Does not: English words (they stand where they are
shown), or which page shows what (`page.py`). A catalogue's key is the English text, or
for a computed sentence the English template, so that a translation may name the same
figures in another order.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from orchestration.publishing.report.words import article

LOCALE = Path(__file__).parent / "locale"

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December) \d{4}"
)
# What a name in braces stands for, by its first part: `month` and `month_end` are
# months. Any other name stands for words, which are translated in turn.
_SHAPES = {
    "number": "[+\\-\N{MINUS SIGN}]?[\\d,]*\\.?\\d+",
    "month": _MONTH,
    "day": rf"\d{{1,2}} {_MONTH}",
    "code": ".+?",
}
_NAME = re.compile(r"\{(\w+)\}")
_DATED = re.compile(rf"(?:(\d{{1,2}}) )?({_MONTH})")
_MONTHS = {f"{date(2000, month, 1):%B}": month for month in range(1, 13)}


@dataclass(frozen=True)
class _Pattern:
    """A sentence of the catalogue in which a name in braces stands for what varies."""

    message: str
    translation: str
    regex: re.Pattern[str]


@dataclass
class Language:
    """A language of the report: its words, and how it writes months and days.

    `words` maps an English text to the text in this language; English needs none.
    `asked` and `missing` keep which entries were used and which texts had none, so that
    a test can hold the catalogue against the pages.
    """

    code: str  # in the names of files
    tag: str  # BCP 47
    name: str  # what its readers call it
    month: str = "%B %Y"
    day: str = "%-d %B %Y"
    gap: str = " "  # between two sentences
    fonts: str = ""  # in front of those of the English page
    words: Mapping[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    @property
    def is_source(self) -> bool:
        """Whether this is the language in which the report is written: English."""
        return self.code == "en"

    def file_name(self, stem: str) -> str:
        """Name the file of a page in this language; English has the plain name."""
        return f"{stem}.html" if self.is_source else f"{stem}.{self.code}.html"

    def say(self, message: str) -> str:
        """Give the words for a text or template of ours; in English if there are none.

        The empty text has none.
        """
        if self.is_source or not message:
            return message
        if message not in self.words:
            self.missing.add(message)
            return message
        self.asked.add(message)
        return self.words[message]

    def dated(self, moment: date, *, is_month: bool) -> str:
        """Write a day, or its month."""
        return f"{moment:{self.month if is_month else self.day}}"

    def article(self, name: str) -> str:
        """Give a holder's article with a space after it; nothing where it has none."""
        return article(name) if self.is_source else ""

    def translated(self, text: str, context: str = "") -> str | None:
        """Give the words for a text that the database has; None where there are none.

        A text that no entry equals is compared with the entries that have names in
        braces; what these stand for is translated in turn. Figures stay as they are,
        months and days are written as here. `context` tells texts apart that are the
        same in English only: “months” over a column, and behind a figure (`unit`).
        """
        if self.is_source:
            return text
        key = in_context(text, context)
        found = self._found(key)
        if found is None:
            self.missing.add(key)
        return found

    @cached_property
    def _known(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _patterns(self) -> tuple[_Pattern, ...]:
        """The entries with names in braces; those that say most come first."""
        messages = [
            message
            for message in self.words
            if _NAME.search(message) and "{{" not in message and "{%" not in message
        ]
        messages.sort(key=lambda message: -len(_NAME.sub("", message)))
        return tuple(
            _Pattern(message, self.words[message], _regex(message))
            for message in messages
        )

    def _found(self, text: str) -> str | None:
        """Translate a text once, however many others it is a part of."""
        if text not in self._known:
            self._known[text] = self._translate(text)
        return self._known[text]

    def _translate(self, text: str) -> str | None:
        if text in self.words:
            self.asked.add(text)
            return self.words[text]
        if not re.search(r"[^\W\d_]", text):
            return text
        if found := _DATED.fullmatch(text):
            return self._date(*found.groups())
        for pattern in self._patterns:
            if found := pattern.regex.fullmatch(text):
                filled = self._filled(pattern, found.groupdict())
                if filled is not None:
                    return filled
        return None

    def _filled(self, pattern: _Pattern, pieces: dict[str, str]) -> str | None:
        """Put the pieces of a text into the translation of its pattern."""
        written: dict[str, str] = {}
        for name, piece in pieces.items():
            is_code = name.partition("_")[0] == "code"
            found = piece if is_code else self._found(piece)
            if found is None:
                return None
            written[name] = found
        self.asked.add(pattern.message)
        return _NAME.sub(lambda name: written[name[1]], pattern.translation)

    def _date(self, day: str | None, month: str) -> str:
        name, _, year = month.partition(" ")
        moment = date(int(year), _MONTHS[name], int(day or 1))
        return self.dated(moment, is_month=day is None)


def english() -> Language:
    """Give the language in which the report is written."""
    return Language("en", "en", "English")


def all_languages() -> tuple[Language, ...]:
    """Read the languages of the report, English first.

    Raises OSError where a catalogue cannot be read.
    """
    month, day = "%Y年%-m月", "%Y年%-m月%-d日"
    return (
        english(),
        Language(
            "ja",
            "ja",
            "日本語",
            month,
            day,
            gap="",
            fonts="'Hiragino Sans', 'Yu Gothic', 'Noto Sans CJK JP', 'Noto Sans JP'",
            words=_read("ja"),
        ),
        Language(
            "zh",
            "zh-Hans",
            "简体中文",
            month,
            day,
            gap="",
            fonts="'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'",
            words=_read("zh"),
        ),
    )


def _read(code: str) -> dict[str, str]:
    """Read the catalogue of a language: the translation of each entry that has one."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only pages need it

    with (LOCALE / f"{code}.po").open("rb") as opened:
        catalogue = read_po(opened)
    return {
        in_context(str(message.id), message.context or ""): str(message.string)
        for message in catalogue
        if message.id and message.string
    }


def in_context(text: str, context: str) -> str:
    """Give the key of a text that is said in a context, as in compiled catalogues."""
    return f"{context}\x04{text}" if context else text


def _regex(message: str) -> re.Pattern[str]:
    """Make the expression of a text in which names in braces stand for what varies."""
    pieces = _NAME.split(message)
    return re.compile(
        "".join(
            rf"(?P<{piece}>{_shape(piece)})" if at % 2 else re.escape(piece)
            for at, piece in enumerate(pieces)
        ),
        re.DOTALL,
    )


def _shape(name: str) -> str:
    return _SHAPES.get(name.partition("_")[0], ".+?")
