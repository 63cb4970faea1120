"""Parse Japan's portfolio investment: MOF tables 6pi-1 and 6pi-4.

Both print years of the calendar, then months, in 100 million yen; net is what was
acquired less what was disposed of. `6pi-1` has assets (residents' securities issued
abroad) and, right of a repeated key, liabilities (the reverse); `6pi-4` has residents'
long-term debt by kind of investor. (P) behind a month marks a preliminary figure. Notes
are ignored on purpose; titles, unit and headings are known or raise.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas

from orchestration.parsing.document import (
    Document,
    ParsedFile,
    Row,
    month_end,
    reject_duplicates,
)
from orchestration.parsing.grid import Grid, check_headings, check_unit
from orchestration.parsing.japan.eras import ENCODING, plain, read_months, read_year

UNIT = "(100 million Yen)"
MISSING = ("--",)  # nothing, or nothing to tell: the publisher has one mark for both

MARKS = ("(Annual figures)", "(Monthly figures)")
_STEPS = ("取得 Acquisition", "処分 Disposition", "ネット Net")
_KEY_WIDTH = 4
_KINDS = (
    "株式・投資ファンド持分 Equity and investment fund shares",
    "中長期債 Long-term debt securities",
    "短期債 Short-term debt securities",
)
_SUMMARY_TOTAL = "合計 Total ネット Net"
_INVESTORS = (
    "各部門計 Total(a+b+c+d)",
    "中央銀行 Central bank (a)",
    "預金取扱機関 Deposit-taking corporations, except the central bank(b)",
    "銀行等(銀行勘定) Banks(banking accounts)",
    "信託銀行(銀行勘定) Trust banks(banking accounts)",
    "一般政府 General government (c)",
    "その他部門 Other sectors (d)",
    "その他金融機関 Other financial corporations",
    "銀行等(信託勘定) Banks(trust accounts)",
    "信託銀行(信託勘定) Trust banks(trust accounts)",
    "金融商品取引業者 Financial instruments firms",
    "生命保険会社 Life insurance companies",
    "損害保険会社 Non-life insurance companies",
    "投資信託委託会社等 Investment trust management companies",
    "その他 Others",
)


@dataclass(frozen=True)
class Table:
    """What a reader must know about one of the two tables."""

    title: re.Pattern[str]
    headings: dict[int, str]  # by the column's place, counted from 0
    key_again: int | None = None  # where the months stand a second time


def _triplets(names: Iterable[str], first: int) -> dict[int, str]:
    """Three columns per name; the name is above the first of them."""
    return {
        first + 3 * at + step: f"{name} {word}" if step == 0 else word
        for at, name in enumerate(names)
        for step, word in enumerate(_STEPS)
    }


def _summary() -> dict[int, str]:
    sides = [{**_triplets(_KINDS, at), at + 9: _SUMMARY_TOTAL} for at in (4, 19)]
    return sides[0] | sides[1]


SUMMARY = Table(re.compile(r"6pi-1 +Summary"), _summary(), key_again=15)
LONG_TERM = Table(
    re.compile(r"6pi-4 +Portfolio Investment Assets by Types of Investors - .*"),
    _triplets(_INVESTORS, _KEY_WIDTH),
)
_TABLES = {"mof_6pi_1": SUMMARY, "mof_6pi_4": LONG_TERM}


def recognise(document: Document) -> str | None:
    """`mof_6pi_1`, `mof_6pi_4`, or None, by the English title of the table."""
    titles = [line.rstrip(",\r") for line in document.head().split("\n")]
    known = _TABLES.items()
    return next(
        (name for name, table in known if any(map(table.title.fullmatch, titles))),
        None,
    )


def parse_summary(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of 6pi-1; raises WarehouseError as `_parse` does."""
    return _parse(document, SUMMARY, expected_columns)


def parse_long_term(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of 6pi-4; raises WarehouseError as `_parse` does."""
    return _parse(document, LONG_TERM, expected_columns)


def _parse(document: Document, table: Table, measures: list[str]) -> ParsedFile:
    """Read the years and the months of a table.

    Raises WarehouseError for a changed unit or heading, a line without a place, an
    unknown mark, a period missing or out of order, keys that disagree.
    """
    rows = [row for row in document.rows(",", ENCODING) if not row.is_blank]
    years_at, months_at = (_below(document, rows, mark) for mark in MARKS)
    heading = _heading(document, rows[: years_at - 1])
    _check_headings(document, heading, table)
    width = max(table.headings) + 1
    annual = [row for row in rows[years_at : months_at - 1] if not _is_mark(row)]
    if not annual:
        raise document.error("the table has no annual figures; fetch it again")
    years = Grid(document, annual, width, below=rows[months_at:])
    months = Grid(document, rows[months_at:], width)
    parts = [
        _cells(years, table, "annual", measures),
        _cells(months, table, "monthly", measures),
    ]
    cells = pandas.concat(parts, ignore_index=True)
    reject_duplicates(document, cells, ["reference_date", "measure", "segment"])
    return ParsedFile(cells)


def _is_mark(row: Row) -> bool:
    return plain(row.cells[0]) in ("(暦年)", "(月次)")


def _below(document: Document, rows: list[Row], mark: str) -> int:
    """Find the row below a mark; raises where it is gone or nothing follows."""
    found = [at + 1 for at, row in enumerate(rows) if row.cells[0].strip() == mark]
    if len(found) != 1 or found[0] == len(rows):
        raise document.error(
            f"the line {mark!r} with figures below it must stand in the file once;"
            " fetch it again"
        )
    return found[0]


def _heading(document: Document, rows: list[Row]) -> list[Row]:
    """Find the rows that name the columns: below the unit, with an empty key."""
    firsts = [plain(row.cells[0]) for row in rows]
    check_unit(document, firsts, UNIT)
    return [
        row
        for row in rows[firsts.index(UNIT) + 1 :]
        if not any(cell.strip() for cell in row.cells[:_KEY_WIDTH])
    ]


def _check_headings(document: Document, heading: list[Row], table: Table) -> None:
    plainly = [Row(row.line_number, [*map(plain, row.cells)]) for row in heading]
    widest = max([*map(len, (row.cells for row in heading)), *table.headings])
    columns = range(_KEY_WIDTH, widest + 1)
    expected = {column: table.headings.get(column, "") for column in columns}
    check_headings(document, plainly, expected)


def _cells(
    grid: Grid, table: Table, segment: str, measures: list[str]
) -> pandas.DataFrame:
    if segment == "annual":
        dates = [_year_end(grid.document, row) for row in grid.rows]
    else:
        dates = read_months(grid.document, grid.rows)
    grid.check_months(dates, step=12 if segment == "annual" else 1)
    _reject_other_key(grid, table)
    return grid.melt(
        sorted(table.headings),
        MISSING,
        by_row={
            "period": list(map(_period, grid.rows, dates)),
            "reference_date": dates,
            "segment": [segment for _ in dates],
        },
        by_column={
            "label": _labels(table),
            "measure": measures,
        },
    )


def _reject_other_key(grid: Grid, table: Table) -> None:
    """Check that months printed again are the same, with nothing in between."""
    if table.key_again is None:
        return
    for row in grid.rows:
        key = [cell.strip() for cell in row.cells[:_KEY_WIDTH]]
        again = row.cells[table.key_again : table.key_again + _KEY_WIDTH]
        between = row.cells[table.key_again - 1].strip()
        if between or [cell.strip() for cell in again] != key:
            raise grid.document.error(
                "the month of the liabilities is not that of the assets; fetch the file"
                " again",
                row.line_number,
                " ".join([*key, between, *again]),
            )


def _year_end(document: Document, row: Row) -> date:
    era, month, western, name = (cell.strip() for cell in row.cells[:_KEY_WIDTH])
    year = read_year(document, row, era, western.removesuffix("C.Y."))
    if month or name or year is None or not western.endswith("C.Y."):
        raise document.error(
            "this is not a calendar year as in 2025C.Y.; fetch the file again",
            row.line_number,
            " ".join(row.cells[:_KEY_WIDTH]),
        )
    return month_end(year, 12)


def _period(row: Row, day: date) -> str:
    """`2026 May(P)`: the year, which most rows do not repeat, and the month."""
    return row.cells[2].strip() if not row.cells[3] else f"{day.year} {row.cells[3]}"


def _labels(table: Table) -> list[str]:
    """Name what each column holds, in English: the name that spans it, its step."""
    labels: list[str] = []
    name = ""
    for _, heading in sorted(table.headings.items()):
        step = next(each for each in _STEPS if heading.endswith(each))
        name = heading.removesuffix(step).strip() or name
        labels.append(f"{_english(name)}, {_english(step)}")
    return labels


def _english(text: str) -> str:
    """Drop the first word of a text, which is the Japanese one."""
    return text.partition(" ")[2]
