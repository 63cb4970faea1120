"""Read the verdict off the published page, for whoever has no browser open.

Belongs here: the page's question and its answer as plain text. Does not: finding the
answer (`words.py`, `assets/headline.html`).
"""

import re
from pathlib import Path

from markupsafe import Markup

_HEAD_BYTES = 200_000  # the style and the headline come first on the page
_PARTS = re.compile(r'<h1>(.*?)</h1>.*?<p class="answer">(.*?)</p>', re.DOTALL)


def printed_verdict(page: Path) -> str | None:
    """Give the question of a report and its answer; None where there is no page."""
    try:
        with page.open("rb") as opened:
            head = opened.read(_HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    found = _PARTS.search(head)
    if not found:
        return None
    texts = (Markup(part).striptags() for part in found.groups())  # noqa: S704 - made text
    return " ".join(texts)
