"""Read the months that the TIC files print, and say which may be missing between them.

Belongs here: how a month is written, and the gap of Form SLT. Does not: months down
the rows of a table (`grid`), anything that only one layout needs.
"""

import re
from collections.abc import Callable
from datetime import date

from orchestration.parsing.document import MONTH_NUMBERS, month_end

_ISO = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_NAMED = re.compile(rf"((?:19|20)\d\d)-({'|'.join(MONTH_NUMBERS)})")

Gap = Callable[[date, date], bool]  # the older and the newer month beside it

# Form SLT was first filed for 2011-09, then from 2011-12 on.
SLT_GAP = (date(2011, 9, 30), date(2011, 12, 31))


def no_gap(older: date, newer: date) -> bool:
    """No month may be missing."""
    del older, newer
    return False


def is_month(text: str) -> bool:
    """Recognise `2023-01` and `2023-Jan`."""
    return bool(_ISO.fullmatch(text.strip()) or _NAMED.fullmatch(text.strip()))


def iso_month(text: str) -> date:
    """Read `2023-01` as its last day; raises ValueError for any other text."""
    found = _ISO.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return month_end(int(found[1]), int(found[2]))


def read_month(text: str) -> date:
    """Read `2023-01` or `2023-Jan` as its last day; raises ValueError otherwise."""
    named = _NAMED.fullmatch(text.strip())
    if named:
        return month_end(int(named[1]), MONTH_NUMBERS[named[2]])
    return iso_month(text)


def last_of_month(day: date) -> date:
    """Return the same day; raises ValueError unless it is the last of its month."""
    if day != month_end(day.year, day.month):
        raise ValueError(day)
    return day
