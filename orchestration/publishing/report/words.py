"""Choose words that depend on figures: the verdict of the headline, a holder's article.

Belongs here: rules of language that are tested without a page. Does not: figures
themselves (`answers.py`), the words of one exhibit (`sections/`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# The windows of the verdict, by their months.
WINDOWS = (12, 3)

Way = Literal["bought", "sold", "open", "too small to tell"]

ANSWERS: dict[Way, str] = {
    "sold": "Yes.",
    "bought": "No.",
    "open": "Open.",
    "too small to tell": "Too small to tell.",
}
NOT_KNOWN = "Not known."

_WITH_ARTICLE = re.compile(
    r"\b(Area|Antilles|Bahamas|BRICS|Comoros|Council|Emirates|G7|Gambia|Holders|Hubs"
    r"|Islands|Kingdom|Maldives|Netherlands|Philippines|Republic|Seychelles|States"
    r"|Territory|Union)$|^Isle of "
)


@dataclass(frozen=True)
class Window:
    """What was bought on net over some months, $ billion; a sale is negative.

    `with_other` adds the change that neither purchases nor prices explain, and
    `usual_revision` is by how much sums over as many months are revised. None: unknown.
    """

    months: int
    reported: float
    with_other: float | None = None
    usual_revision: float | None = None

    @property
    def way(self) -> Way:
        """Say what the sum tells, by the rule of the macro check_claim.

        Nothing where both its ends are within the usual revision; it is open where
        they differ in sign.
        """
        noise = self.usual_revision or 0.0
        ends = [self.reported] + ([] if self.with_other is None else [self.with_other])
        if all(abs(end) <= noise for end in ends):
            return "too small to tell"
        if max(ends) < 0:
            return "sold"
        if min(ends) > 0:
            return "bought"
        return "open"


def article(name: str) -> str:
    """Give a holder's article with a space after it; nothing where it has none."""
    return "the " if _WITH_ARTICLE.search(name) else ""


def verdict(windows: Sequence[Window]) -> str:
    """Answer whether more was sold than bought, by the largest sum that tells.

    So a few months decide against the year only where they outweigh all of it; the
    sentence behind the answer names both.
    """
    if not windows:
        return NOT_KNOWN
    largest = max(
        windows,
        key=lambda each: (each.way != "too small to tell", abs(each.reported)),
    )
    return ANSWERS[largest.way]
