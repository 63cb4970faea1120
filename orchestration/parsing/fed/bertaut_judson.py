"""Staff estimates of the Federal Reserve Board (Bertaut and Judson, IFDP 1113).

Four files, each with one header row and one row per country and month: monthly
positions, flows, valuation changes and gaps by country and type of security from
2011-06 to 2020-12; the jump in coverage when Form SLT came; which months each country
has; and the same five measures for foreign officials, all countries together, from
1984-12 to 2011-06. Millions of dollars; ND is no data. Names are the authors' own
short ones, codes are TIC's.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    melt,
    month_end,
    reject_duplicates,
    reject_open_end,
    to_date,
)
from orchestration.parsing.months import reject_holes_by_holder, reject_misfits

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
    _reject_other_columns(document, rows[0], (*ROSTER[:2], *expected_columns), ROSTER)
    data = _data_rows(document, rows, len(ROSTER))
    spans = [
        (_short_month(document, row, 3), _short_month(document, row, 4)) for row in data
    ]
    cells = melt(
        document,
        data,
        columns=[2],
        missing=(),
        by_row={
            "label": [row.cells[0] for row in data],
            "code": [row.cells[1].strip() for row in data],
            "period": [f"{row.cells[3]} to {row.cells[4]}" for row in data],
            "reference_date": [last for _, last in spans],
        },
        by_column={"measure": expected_columns},
    )
    for (first, last), row, count in zip(
        spans, data, cells["cell_value"].tolist(), strict=True
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
    _reject_other_columns(document, rows[0], (*keys, *measures), keys)
    data = _data_rows(document, rows, len(keys) + len(measures))
    code = next(at for at, name in enumerate(keys) if name.endswith("code"))
    label = next(at for at, name in enumerate(keys) if name.endswith("name"))
    months = _month_ends(document, data)
    cells = melt(
        document,
        data,
        columns=range(len(keys), len(keys) + len(measures)),
        missing=missing,
        by_row={
            "label": [row.cells[label] for row in data],
            "code": [row.cells[code].strip() for row in data],
            "period": [row.cells[0] for row in data],
            "reference_date": months,
        },
        by_column={"measure": measures},
    )
    reject_holes_by_holder(document, data, months, column=code, step=1)
    _reject_early_end(document, data, months, code)
    return ParsedFile(cells)


def _reject_other_columns(
    document: Document, header: Row, expected: Sequence[str], keys: Sequence[str]
) -> None:
    found = [name.strip() for name in header.cells]
    wanted = list(keys) if keys == ROSTER else list(expected)
    if found != wanted:
        unknown = [name for name in found if name not in wanted]
        gone = [name for name in wanted if name not in found]
        raise document.error(
            f"the columns changed (unknown: {', '.join(unknown) or 'none'}; gone:"
            f" {', '.join(gone) or 'none'}); list them in the source's block if the"
            " publisher changed them",
            header.line_number,
        )


def _data_rows(document: Document, rows: list[Row], width: int) -> list[Row]:
    data = [row for row in rows[1:] if not row.is_blank]
    if not data:
        raise document.error("the file has a header but no rows; fetch it again")
    reject_misfits(document, data, width)
    reject_open_end(document, data[-1])
    return data


def _month_ends(document: Document, data: list[Row]) -> list[date]:
    """The authors date a month by its last day, month first."""
    known: dict[str, date] = {}
    for row in data:
        text = row.cells[0].strip()
        if text in known:
            continue
        found = _DATE.fullmatch(text)
        if not found:
            raise document.error(
                "this is not a date of the form 12/31/2020", row.line_number, text
            )
        month, day, year = map(int, found.groups())
        known[text] = to_date(document, row, year, month, day)
        if (known[text] + timedelta(days=1)).day != 1:
            raise document.error(
                "this day is not the end of a month", row.line_number, text
            )
    return [known[row.cells[0].strip()] for row in data]


def _short_month(document: Document, row: Row, column: int) -> date:
    found = _SHORT_MONTH.fullmatch(row.cells[column].strip())
    if not found:
        raise document.error(
            "this is not a month of the form Dec-20",
            row.line_number,
            row.cells[column],
        )
    return month_end(2000 + int(found[2]), MONTH_NUMBERS[found[1]])


def _reject_early_end(
    document: Document, data: list[Row], months: list[date], code: int
) -> None:
    """Every country reaches the newest month, so that a cut file shows."""
    newest = max(months)
    last = {
        row.cells[code].strip(): (month, row)
        for month, row in zip(months, data, strict=True)
    }
    for month, row in last.values():
        if month != newest:
            raise document.error(
                f"it ends in {month:%Y-%m} while the file reaches {newest:%Y-%m}, so"
                " it is cut off; fetch it again",
                row.line_number,
                " ".join(row.cells[:3]),
            )
