"""Parse interventions by day: MOF `foreign_exchange_intervention_operations.csv`.

100 million yen, from April 1991, renewed each quarter. Nine columns: the day in the
Japanese and the western calendar, the amount, the pair of currencies in both languages;
year and month are printed where they change. Each quarter ends with its total, zero
where there was none, which the days before it must add up to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    month_end,
    reject_duplicates,
    to_date,
)
from orchestration.parsing.grid import Grid, check_end
from orchestration.parsing.japan.eras import ENCODING, plain, read_month, read_year

CURRENCIES = (
    "US dollar",
    "Japanese yen",
    "euro",
    "German mark",
    "Deutsche mark",
    "Indonesian rupiah",
)

_WIDTH = 9
_AMOUNT, _PAIR = 6, 8
_HEADING = ("Year", "Month", "Day")
_NOTE = re.compile(r"\((注|Note)")
_SIDE = r"the ({}) \((sold|bought)\)".format("|".join(CURRENCIES))
_SIDES = re.compile(rf"{_SIDE},? {_SIDE}")
_QUARTER = re.compile(r"([A-Z][a-z]+) ?- ?([A-Z][a-z]+) ((?:19|20)\d\d)")


@dataclass(frozen=True)
class Line:
    """One line of figures: a day with its pair, or a quarter with its total."""

    row: Row
    day: date
    period: str
    label: str
    measure: str


def recognise(document: Document) -> str | None:
    """`mof_interventions`, or None, by the heading of its days."""
    head = document.head()
    is_it = "Currency pairs" in head and ",Year,Month,Day," in head
    return "mof_interventions" if is_it else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Every day and every quarter's total.

    Raises WarehouseError for a changed heading, an unknown pair of currencies, a
    line without a place, days that do not add up to their quarter's total.
    """
    del expected_columns  # the measures are a day's amount and a quarter's total
    rows = document.rows(",", ENCODING)
    body = _below_heading(document, rows)
    days = list(takewhile(lambda row: not _is_note(row), body))
    grid = Grid(document, days, _WIDTH, below=body[len(days) :], is_data=_has_pair)
    check_end(document, rows[-1])
    lines = _lines(document, days)
    cells = grid.melt(
        [_AMOUNT],
        (),
        by_row={
            name: [getattr(line, field) for line in lines]
            for name, field in (
                ("period", "period"),
                ("reference_date", "day"),
                ("label", "label"),
                ("measure", "measure"),
            )
        },
        by_column={},
    )
    reject_duplicates(document, cells, ["reference_date", "label", "measure"])
    _reject_other_sums(document, lines, list(cells["cell_value"]))
    return ParsedFile(cells)


def _below_heading(document: Document, rows: Sequence[Row]) -> list[Row]:
    for at, row in enumerate(rows):
        cells = [plain(cell) for cell in row.cells]
        if tuple(cells[3:6]) == _HEADING:
            if "amount" not in cells[_AMOUNT] or cells[_PAIR:] != ["Currency pairs"]:
                break
            return [each for each in rows[at + 1 :] if not each.is_blank]
    raise document.error(
        "the heading with Year, Month, Day, the amount and the Currency pairs is not as"
        " it was; check what the publisher changed before you extend the reader"
    )


def _lines(document: Document, rows: Sequence[Row]) -> list[Line]:
    lines: list[Line] = []
    year: int | None = None
    month: int | None = None
    for row in rows:
        quarter = _QUARTER.fullmatch(plain(row.cells[3]))
        if quarter:
            lines.append(_quarter(document, row, quarter))
            continue
        year = read_year(document, row, row.cells[0], row.cells[3]) or year
        if row.cells[1].strip() or row.cells[4].strip():
            month = read_month(document, row, row.cells[1], row.cells[4])
        lines.append(_day(document, row, year, month))
    return lines


def _is_note(row: Row) -> bool:
    return bool(_NOTE.match(plain(row.cells[0])))


def _has_pair(row: Row) -> bool:
    return len(row.cells) > _PAIR and bool(row.cells[_PAIR].strip())


def _day(document: Document, row: Row, year: int | None, month: int | None) -> Line:
    japanese = re.fullmatch(r"(\d{1,2})日", row.cells[2].strip())
    english = row.cells[5].strip()
    if year is None or month is None or not japanese or japanese[1] != english:
        raise document.error(
            "this line is neither a day in both calendars nor a quarter's total; check"
            " what the publisher changed before you extend the reader",
            row.line_number,
            " ".join(row.cells),
        )
    day = to_date(document, row, year, month, int(english))
    pair = plain(row.cells[_PAIR])
    sides = _SIDES.fullmatch(pair)
    if not sides or sides[1] == sides[3] or sides[2] == sides[4]:
        raise document.error(
            "this is not a known pair of currencies, one sold and one bought; if it is"
            " new, add the currency to the reader and to staging",
            row.line_number,
            pair,
        )
    return Line(row, day, f"{day:%Y-%m-%d}", pair, "amount")


def _quarter(document: Document, row: Row, quarter: re.Match[str]) -> Line:
    first, last = (MONTH_NUMBERS.get(quarter[at][:3]) for at in (1, 2))
    if first is None or last is None or last % 3 or last - first != 2:
        raise document.error(
            "these months are not a quarter", row.line_number, quarter[0]
        )
    day = month_end(int(quarter[3]), last)
    return Line(row, day, quarter[0], "quarter", "quarter_total")


def _reject_other_sums(
    document: Document, lines: Sequence[Line], amounts: Sequence[float]
) -> None:
    """Days add up to their quarter's total, within the rounding of each figure."""
    open_days: list[tuple[Line, float]] = []
    for line, amount in zip(lines, amounts, strict=True):
        if line.measure == "amount":
            open_days.append((line, amount))
            continue
        quarter = (line.day.year, line.day.month)
        if any(_quarter_of(day.day) != quarter for day, _ in open_days):
            raise document.error(
                "a day above this total is not of its quarter; fetch the file again",
                line.row.line_number,
                line.period,
            )
        days_sum = sum(value for _, value in open_days)
        if abs(days_sum - amount) > (len(open_days) + 1) / 2:
            raise document.error(
                f"the days of this quarter add up to {days_sum:,.0f}; fetch the file"
                " again",
                line.row.line_number,
                f"{line.period} {line.row.cells[_AMOUNT]}",
            )
        open_days = []
    if open_days:
        raise document.error(
            "no quarter's total follows this day, so the file is cut off; fetch it"
            " again",
            open_days[0][0].row.line_number,
            open_days[0][0].period,
        )


def _quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3 * 3
