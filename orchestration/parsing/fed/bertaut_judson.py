"""Parse estimates of the Federal Reserve's staff (Bertaut and Judson, IFDP 1113).

Four files, each with one header row and one row per country and month: monthly
positions, flows, valuation changes and gaps by country and type of security from
2011-06 to 2020-12; the jump in coverage when Form SLT came; which months each country
has; and the same five measures for foreign officials, all countries together, from
1984-12 to 2011-06. Millions of dollars; ND is no data. Names are the authors' own
short ones, codes are TIC's.
"""

import re
from datetime import date

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    month_end,
    reject_duplicates,
)
from orchestration.parsing.grid import Grid, changed_columns
from orchestration.parsing.months import last_of_month

BY_COUNTRY = ("date", "country_name", "country_code")
OFFICIALS = ("date", "country code", "country name")
ROSTER = ("country_name", "country_code", "n_obs", "start_date", "end_date")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)")
_SHORT_MONTH = re.compile(rf"({'|'.join(MONTH_NUMBERS)})-(\d\d)")


def recognise(document: Document) -> str | None:
    """One of the four sources, or None, by the names of the columns."""
    names = tuple(
        name.strip() for name in document.head().partition("\n")[0].split(",")
    )
    if names == ROSTER:
        return "frb_bertaut_judson_roster"
    if names[:3] == OFFICIALS and names[-1:] == ("foi_treas_est_pos",):
        return "frb_foi_adjusted"
    if names[:3] == BY_COUNTRY and names[-1:] == ("ftot_treas_est_pos",):
        return "frb_bertaut_judson_positions"
    if names[:3] == BY_COUNTRY and names[-1:] == ("ftot_treas_covg_chg",):
        return "frb_bertaut_judson_coverage"
    return None


def parse_positions(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the positions by country.

    Raises WarehouseError for an unknown column or mark, a date that is no month's
    end, a month of a country missing or out of order, a country that ends early.
    """
    return _parse(document, expected_columns, BY_COUNTRY, ("ND", ""))


def parse_coverage(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the changes in coverage; raises as `parse_positions` does."""
    return _parse(document, expected_columns, BY_COUNTRY, ("ND",))


def parse_officials(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the official series; raises as `parse_positions` does."""
    return _parse(document, expected_columns, OFFICIALS, ("ND",))


def parse_roster(document: Document, expected_columns: list[str]) -> ParsedFile:
    """How many months each country has: one cell per country, its span the period.

    Raises WarehouseError for other columns, a month that does not read, a count that
    is not that of the months between the first and the last.
    """
    rows = document.rows(",")
    grid = _grid(document, rows, ROSTER)
    form = "a month of the form Dec-20"
    firsts, lasts = (grid.days(place, _short_month, form) for place in (3, 4))
    cells = grid.melt(
        [2],
        (),
        by_row={
            "label": grid.column(0),
            "code": grid.codes(1),
            "period": [f"{row.cells[3]} to {row.cells[4]}" for row in grid.rows],
            "reference_date": lasts,
        },
        by_column={"measure": expected_columns},
    )
    for first, last, row, count in zip(
        firsts, lasts, grid.rows, cells["cell_value"].tolist(), strict=True
    ):
        if (last.year - first.year) * 12 + last.month - first.month + 1 != count:
            raise document.error(
                f"from {first:%Y-%m} to {last:%Y-%m} are not {count:g} months",
                row.line_number,
                row.cells[0],
            )
    reject_duplicates(document, cells, ["code"])
    return ParsedFile(cells)


def _parse(
    document: Document,
    measures: list[str],
    keys: tuple[str, ...],
    missing: tuple[str, ...],
) -> ParsedFile:
    rows = document.rows(",")
    grid = _grid(document, rows, (*keys, *measures))
    code = next(at for at, name in enumerate(keys) if name.endswith("code"))
    label = next(at for at, name in enumerate(keys) if name.endswith("name"))
    months = grid.days(0, _month_end, "the last day of a month, as in 12/31/2020")
    cells = grid.melt(
        range(len(keys), len(keys) + len(measures)),
        missing,
        by_row={
            "label": grid.column(label),
            "code": grid.codes(code),
            "period": grid.column(0),
            "reference_date": months,
        },
        by_column={"measure": measures},
    )
    grid.check_months(months, step=1, holder=code)
    _reject_early_end(grid, months, code)
    return ParsedFile(cells)


def _grid(document: Document, rows: list[Row], names: tuple[str, ...]) -> Grid:
    """Find the rows below a header that has these names and no others."""
    found = [name.strip() for name in rows[0].cells]
    if found != list(names):
        raise changed_columns(document, rows[0], found, names)
    return Grid(document, [row for row in rows[1:] if not row.is_blank], len(names))


def _month_end(text: str) -> date:
    """Read a month, which the authors date by its last day, month first."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    month, day, year = map(int, found.groups())
    return last_of_month(date(year, month, day))


def _short_month(text: str) -> date:
    found = _SHORT_MONTH.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return month_end(2000 + int(found[2]), MONTH_NUMBERS[found[1]])


def _reject_early_end(grid: Grid, months: list[date], code: int) -> None:
    """Every country reaches the newest month, so that a cut file shows."""
    newest = max(months)
    last = dict(zip(grid.codes(code), zip(months, grid.rows, strict=True), strict=True))
    for month, row in last.values():
        if month != newest:
            raise grid.document.error(
                f"it ends in {month:%Y-%m} while the file reaches {newest:%Y-%m}, so"
                " it is cut off; fetch it again",
                row.line_number,
                " ".join(row.cells[:3]),
            )
