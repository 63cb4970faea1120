"""Read the Japanese calendar and the months down the rows of MOF tables.

Belongs here: what the files of Japan's Ministry of Finance share: years of an era,
months that print their year in January only. Does not: a layout.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from orchestration.parsing.document import MONTH_NUMBERS, Document, Row, month_end

ENCODING = "cp932"

# The year before an era's first one.
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}
_LETTERS = {"S": "昭和", "H": "平成", "R": "令和"}
_ERA_DAY = re.compile(r"([SHR])(\d{1,2})\.(\d{1,2})\.(\d{1,2})")
_ERA_YEAR = re.compile(rf"({'|'.join(_ERAS)})(元|\d{{1,2}})(?:\(平成31\))?年")
_MONTH = re.compile(r"(\d{1,2})月(\(P\))?")
_ENGLISH = re.compile(rf"({'|'.join(MONTH_NUMBERS)})[a-z]*(\(P\))?")


def plain(text: str) -> str:
    """Make full-width signs ordinary ones, and blanks single."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def era_year(document: Document, row: Row, text: str) -> int:
    """`令和8年` as 2026; raises WarehouseError naming the row for anything else."""
    found = _ERA_YEAR.fullmatch(text.strip())
    if not found:
        raise document.error(
            "this is not a year of a Japanese era; fetch the file again, and if the era"
            " is new, add it to the reader",
            row.line_number,
            text,
        )
    return _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))


def era_day(text: str) -> date:
    """Read `R8.6.30` as 2026-06-30; raises ValueError for anything else."""
    found = _ERA_DAY.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    era, year, month, day = found.groups()
    return date(_ERAS[_LETTERS[era]] + int(year), int(month), int(day))


def read_year(document: Document, row: Row, era: str, western: str) -> int | None:
    """Read the year of a row, or None; the era and the western year must agree."""
    years = set[int]()
    if era.strip():
        years.add(era_year(document, row, era))
    if western.strip():
        if not re.fullmatch(r"(19|20)\d\d", western.strip()):
            raise document.error("this is not a year", row.line_number, western)
        years.add(int(western))
    if len(years) > 1:
        raise document.error(
            f"two years stand on this line, {min(years)} and {max(years)}; fetch the"
            " file again",
            row.line_number,
            f"{era} {western}",
        )
    return next(iter(years), None)


def read_month(document: Document, row: Row, japanese: str, english: str) -> int:
    """Read the month a row prints twice; raises WarehouseError where they differ.

    The English name counts by its first three letters, because the publisher
    abbreviates and once misspelt it.
    """
    here = _MONTH.fullmatch(plain(japanese))
    there = _ENGLISH.fullmatch(plain(english))
    if (
        not (here and there)
        or int(here[1]) != MONTH_NUMBERS[there[1]]
        or bool(here[2]) != bool(there[2])
    ):
        raise document.error(
            "the Japanese and the English month of this line are not one and the same;"
            " check what the publisher changed before you extend the reader",
            row.line_number,
            f"{japanese} {english}",
        )
    return int(here[1])


def read_months(document: Document, rows: Sequence[Row]) -> list[date]:
    """Read the last day of each row's month, from the years that some rows print.

    Reads the first four cells: era, month, western year, English month. Months that
    follow each other count on from a printed year, forwards and backwards, so that an
    excerpt reads too. Raises WarehouseError where no year reaches a month or two
    printed years disagree.
    """
    months: list[int] = []
    years: list[int | None] = []
    for row in rows:
        era, japanese, western, english = (cell.strip() for cell in row.cells[:4])
        years.append(read_year(document, row, era, western))
        months.append(read_month(document, row, japanese, english))
    counted: list[date] = []
    for first, after in _runs(months):
        run = slice(first, after)
        counted += _counted(document, rows[run], months[run], years[run])
    return counted


def _runs(months: Sequence[int]) -> list[tuple[int, int]]:
    """Where months that follow each other begin and end."""
    breaks = [
        at
        for at, (before, month) in enumerate(pairwise(months), start=1)
        if month != before % 12 + 1
    ]
    return list(pairwise([0, *breaks, len(months)]))


def _counted(
    document: Document,
    rows: Sequence[Row],
    months: Sequence[int],
    years: Sequence[int | None],
) -> list[date]:
    known = next(((at, year) for at, year in enumerate(years) if year), None)
    if known is None:
        raise document.error(
            "no year is printed for this month or one that it follows or leads up to;"
            " fetch the file again",
            rows[0].line_number,
            " ".join(rows[0].cells[:4]),
        )
    at, year = known
    start = year * 12 + months[at] - 1 - at
    for place, (row, printed) in enumerate(zip(rows, years, strict=True)):
        if printed not in (None, (start + place) // 12):
            raise document.error(
                f"{printed} is printed where {(start + place) // 12} must follow; fetch"
                " the file again",
                row.line_number,
                " ".join(row.cells[:4]),
            )
    steps = range(start, start + len(rows))
    return [month_end(step // 12, step % 12 + 1) for step in steps]
