"""Write a brief as Markdown and as an HTML page that works offline.

Belongs here: how it looks. Does not: what it says (`facts.py`).
"""

from pathlib import Path

import jinja2

from orchestration.publishing.brief.facts import Brief, Sentence

_ASSETS = Path(__file__).parent / "assets"
_NOTE = (
    "A fall in holdings is no sale: purchases, prices and what neither explains stand"
    " apart, and a holding is counted where its first foreign custodian lives."
)
_PARTLY = " Not every file of this release is here yet."


def as_markdown(brief: Brief) -> str:
    """Write a brief as Markdown, the query and the lines below each sentence."""
    return _render("brief.md", brief)


def as_html(brief: Brief) -> str:
    """Write a brief as one HTML file without scripts."""
    return _render("brief.html", brief)


def _render(name: str, brief: Brief) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_ASSETS),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    note = _NOTE if brief.is_complete else _NOTE + _PARTLY
    return environment.get_template(name).render(
        brief=brief, note=note, behind=_behind_in_markdown
    )


def _behind_in_markdown(sentence: Sentence) -> str:
    lines = "\n".join(f"- {line}" for line in sentence.lines)
    return f"```sql\n{sentence.query}\n```\n\n{lines}\n"
