"""Choose words that depend on figures: the headline's answer, a country's article.

Belongs here: rules of language that are tested without a page. Does not: figures
themselves (`answers.py`), the words of one exhibit (`sections/`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The windows of the headline, by their months.
WINDOWS = {
    1: "in the last month",
    3: "over the last three months",
    12: "over the last twelve months",
}

_WITH_ARTICLE = re.compile(
    r"\b(Area|Antilles|Bahamas|BRICS|Comoros|Council|Emirates|G7|Gambia|Holders|Hubs"
    r"|Islands|Kingdom|Maldives|Netherlands|Philippines|Republic|Seychelles|States"
    r"|Territory|Union)$|^Isle of "
)


@dataclass(frozen=True)
class Step:
    """One window in the headline's sentence, and how it continues the one before."""

    months: int
    joint: str
    turns: bool  # the direction is not that of the window before, so it is named


def article(name: str) -> str:
    """Give a holder's article with a space after it; nothing where it has none."""
    return "the " if _WITH_ARTICLE.search(name) else ""


def headline_answer(directions: Mapping[int, str]) -> str:
    """Answer yes where Japan sold and no where not; by window where they differ.

    `directions` maps the months of a window to bought, sold or neither.
    """
    sold = [WINDOWS[months] for months, way in directions.items() if way == "sold"]
    kept = [WINDOWS[months] for months, way in directions.items() if way != "sold"]
    if not directions:
        return "Not known."
    if not kept:
        return "Yes."
    if not sold:
        return "No."
    answer = f"{_listed(sold)}, yes; {_listed(kept)}, no."
    return answer[0].upper() + answer[1:]


def headline_steps(directions: Mapping[int, str]) -> list[Step]:
    """Order the windows as the sentence under the answer names them."""
    ways = list(directions.values())
    return [
        Step(
            months=months,
            joint="" if not place else " and " if place == len(ways) - 1 else ", ",
            turns=not place or ways[place] != ways[place - 1],
        )
        for place, months in enumerate(directions)
    ]


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
