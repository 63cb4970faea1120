"""Read what people say: sizes, months, names of holders.

Belongs here: turning words into dollars, months and codes, or one sentence why not.
Does not: any figure of the record.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache

import duckdb

from orchestration.errors import WarehouseError, printable
from orchestration.storage.quoting import literal

INSTRUMENTS = ("total", "long_term", "short_term")
_MILLIONS = {
    **dict.fromkeys(("mn", "m", "mln", "million", "millions"), 1),
    **dict.fromkeys(("bn", "b", "bln", "billion", "billions"), 1_000),
    **dict.fromkeys(("tn", "t", "trn", "trillion", "trillions"), 1_000_000),
}
_PERCENT = ("%", "pct", "percent", "per cent")
_SIZE = re.compile(
    r"(?:us\$|usd|\$)? ?(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+) ?(?P<unit>%|[a-z ]*?)"
    r"(?: ?(?:us )?(?:dollars?|usd))?"
)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?")


@dataclass(frozen=True)
class Size:
    """How much somebody says it was: $ million, percent of the position, or neither."""

    usd_mn: float | None = None
    pct: float | None = None


@dataclass(frozen=True)
class Span:
    """Months from the first to the last, each by its last day; None is the newest."""

    first: date
    last: date | None


@dataclass(frozen=True)
class Holder:
    """One holder of the record; `scope` is country or what kind of sum it is."""

    code: str
    name: str
    scope: str
    is_custody_hub: bool

    @property
    def is_aggregate(self) -> bool:
        """Whether other holders are counted in it."""
        return self.scope != "country"


def read_size(text: str) -> Size:
    """Read a size such as 50bn, $50 billion, 2 % or any (whatever the size).

    Raises WarehouseError where it is none.
    """
    words = " ".join(text.lower().split())
    if words == "any":
        return Size()
    found = _SIZE.fullmatch(words)
    unit = found["unit"].strip() if found else ""
    if found and float(found["number"].replace(",", "")) > 0:
        number = float(found["number"].replace(",", ""))
        if unit in _MILLIONS:
            return Size(usd_mn=number * _MILLIONS[unit])
        if unit in _PERCENT:
            return Size(pct=number)
    raise WarehouseError(
        f"{printable(text)!r} is no size; write dollars with their unit, such as 50bn"
        " or '$50 billion', or '2 %' of what is held, or any"
    )


def read_span(first: str, last: str | None = None) -> Span:
    """Read months: 2026-02 and 2026-04, 2026-02..2026-04, 2026-02.. (to the newest).

    One month alone is that month, a year alone its twelve. Raises WarehouseError
    where they are none or end before they begin.
    """
    begins, dots, ends = first.strip().partition("..")
    if dots and last:
        raise WarehouseError(
            f"{printable(first)!r} and {printable(last)!r} name two ends; write"
            " 2026-02..2026-04 or 2026-02 2026-04"
        )
    ends = (last or ends).strip().strip(".")
    opening = _month(begins, is_last=False)
    if not ends:
        return Span(opening, None if dots else _month(begins, is_last=True))
    closing = _month(ends, is_last=True)
    if closing < opening:
        raise WarehouseError(
            f"the months end ({closing:%Y-%m}) before they begin ({opening:%Y-%m});"
            " turn them round"
        )
    return Span(opening, closing)


def read_month(text: str) -> date:
    """Read one month as its last day; raises WarehouseError where it is none."""
    return _month(text, is_last=True)


def read_day(text: str) -> date:
    """Read a day such as 2026-06-30; raises WarehouseError where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WarehouseError(
            f"{printable(text)!r} is no day; write it as 2026-06-30"
        ) from None


def read_instrument(text: str) -> str:
    """Read total, long_term or short_term; raises WarehouseError for others."""
    words = text.strip().lower().replace("-", "_")
    if words not in INSTRUMENTS:
        raise WarehouseError(
            f"{printable(text)!r} is no instrument; say total, long_term or short_term"
        )
    return words


def _month(text: str, *, is_last: bool) -> date:
    """Give a month's last day; of a year that of its first or last month."""
    words = text.strip()
    if re.fullmatch(r"\d{4}", words):
        words += "-12" if is_last else "-01"
    found = _MONTH.fullmatch(words)
    if found and 1 <= int(found[2]) <= 12 and int(found[1]) >= 1:
        year, month = int(found[1]), int(found[2])
        return date(year, month, calendar.monthrange(year, month)[1])
    raise WarehouseError(
        f"{printable(text)!r} is no month; write it as 2026-04, or 2026-04.. for that"
        " month and all since"
    )


def find_holder(connection: duckdb.DuckDBPyConnection, text: str) -> Holder:
    """Find a holder by name, TIC code, ISO code or any spelling of a publisher.

    Raises WarehouseError for one that the record does not have, with those whose
    names are like it.
    """
    wanted = " ".join(text.lower().split())
    row = connection.execute(_HOLDER.format(literal(wanted))).fetchone()
    if row:
        return Holder(*row)
    names = [name for (name,) in connection.execute(_NAMES).fetchall()]
    lower = {name.lower(): name for name in names}
    near = get_close_matches(wanted, lower, n=3, cutoff=0.5)
    near += [name for name in lower if wanted and wanted in name and name not in near]
    hint = ", ".join(lower[name] for name in near[:4])
    raise WarehouseError(
        f"{printable(text)!r} is no holder of the record; "
        + (f"did you mean {hint}?" if hint else "the table holders has them all")
    )


_COLUMNS = ", ".join(
    f"holders.{name}"
    for name in ("holder_code", "holder_name", "scope", "is_custody_hub")
)
_HOLDER = f"""
    with asked as (select {{}} as words)
    select {_COLUMNS}
    from holders, asked
    where words in (
        lower(holder_code), lower(holder_name), lower(iso_alpha2), lower(iso_alpha3)
    )
    union all
    (
        select {_COLUMNS}
        from holder_spellings
        inner join holders on holder_spellings.holder_code = holders.holder_code, asked
        where lower(label) = words
        order by figures desc
        limit 1
    )
    limit 1
"""
_NAMES = "select holder_name from holders where first_month is not null order by all"


@cache
def slug(name: str) -> str:
    """Write a name as a part of a citation: `united-kingdom`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())
