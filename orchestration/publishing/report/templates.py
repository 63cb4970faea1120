"""Read the templates of the report's pages.

Belongs here: where templates are, how they are compiled and get their words. Does not:
what is put into them (`page.py`, `dossiers.py`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from orchestration.errors import printable
from orchestration.publishing.report.language import Language

ASSETS = Path(__file__).parent / "assets"


def template_environment(language: Language) -> jinja2.Environment:
    """Make the environment of `assets/`: values are escaped, words are translated."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined] # of i18n
        language.say, lambda one, many, number: one if number == 1 else many, True
    )
    environment.filters |= {"typeset": typeset, "plain": printable}
    return environment


def styled_template(name: str, language: Language) -> jinja2.Template:
    """Give a template of `assets/` with the words of a language."""
    return template_environment(language).get_template(name)


def page_style() -> Markup:
    """Give the style that all pages have."""
    return Markup((ASSETS / "report.css").read_text())  # noqa: S704 - our own file


def language_links(
    language: Language, languages: tuple[Language, ...], stem: str
) -> Mapping[str, Any]:
    """Give what `languages.html` needs: this language and the page in all of them."""
    return {
        "language": language,
        "editions": [(each, each.file_name(stem)) for each in languages],
    }


def typeset(words: str) -> str:
    """Set words with the apostrophes of a printed page."""
    return words.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
