"""Parse `shlhistdat`, foreign holdings by country in every survey.

Layout (tab or comma, re-saved ones with thousands separators): title, unit, the date
of release, then three stacked header rows (survey, maturity, type), one row per
country with its code first, and notes below the total. Surveys run from the newest to
December 1974: of June each year from 2002 on, then of six benchmark months, the
older the fewer types. Millions of dollars. "*" is more than nothing and less than
$500,000.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise, takewhile

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    month_end,
    reject_duplicates,
    to_date,
)
from orchestration.parsing.grid import Grid, check_required, find_header

TITLE = "Foreign Holdings of U.S. Securities at the End of the Period Shown"
MISSING = ("n.a.", "*")
REQUIRED = ("42609", "99996")  # the total closes the table

_HEADER = ("Country code", "Countries and Regions")

# Above the header may stand these; a changed unit must stop us.
UNIT = re.compile(r"Millions of Dollars\.?", re.IGNORECASE)
RELEASE = re.compile(r'"?For release (\w+) (\d{1,2}), (\d{4})"?')
_PREAMBLE = (
    re.compile(re.escape(TITLE)),
    UNIT,
    RELEASE,
    re.compile(r"Department of the Treasury/Federal Reserve Board"),
    re.compile(r"Treasury International Capital System"),
    re.compile(r"https?://\S+"),
    re.compile(r""),
)

# What the two lower header rows say, without the numbers of footnotes. Before 2002
# the "total" holds long-term securities alone (footnote 1), so it is named so.
_MEASURES = {
    ("Total", "Total securities"): "total",
    ("Total", "Total"): "long_term",
    ("Total", "Total long-term securities"): "long_term",
    ("Long-term", "Total long-term securities"): "long_term",
    ("Long-term", "Equity"): "equity",
    ("Long-term", "Total long-term Debt"): "long_term_debt",
    ("Long-term", "Debt"): "long_term_debt",
    ("Long-term", "Treasury Debt"): "long_term_treasury",
    ("Long-term", "Agency debt"): "long_term_agency",
    ("Long-term", "Corporate debt"): "long_term_corporate",
    ("Short-term", "Total short-term debt"): "short_term_debt",
    ("Short-term", "Treasury debt"): "short_term_treasury",
    ("Short-term", "Agency debt"): "short_term_agency",
    ("Short-term", "Corporate debt"): "short_term_corporate",
}
_FOOTNOTES = re.compile(r" *\((\d+(, *)?)+\)")
_SURVEY = re.compile(rf"({'|'.join(MONTH_NUMBERS)}) (\d{{4}})")
FIRST_ANNUAL_SURVEY = date(2002, 6, 30)
BENCHMARKS = (
    date(2000, 3, 31),
    date(1994, 12, 31),
    date(1989, 12, 31),
    date(1984, 12, 31),
    date(1978, 12, 31),
    date(1974, 12, 31),
)


def recognise(document: Document) -> str | None:
    """`tic_shlhistdat`, or None, by the title."""
    title = document.head().partition("\n")[0].strip(' "\t,\r')
    return "tic_shlhistdat" if title == TITLE else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of all surveys.

    Raises WarehouseError for an unknown line above the header, a changed unit, an
    unknown survey or type, a survey missing or out of order, an unknown mark, a
    repeated country, a file that ends before its total, data below the notes.
    """
    rows = document.rows("\t" if "\t" in document.head(500) else ",")
    header = find_header(
        document,
        rows,
        _HEADER,
        known=_PREAMBLE,
        unit=UNIT,
        demand="the unit must be millions of dollars",
        stacked_above=2,
    )
    surveys = _surveys(document, rows[header - 2])
    measures = _measures(document, rows, header, len(surveys), expected_columns)
    body = rows[header + 1 :]
    data = list(takewhile(_is_data, body))
    grid = Grid(
        document,
        data,
        len(surveys) + 2,
        below=body[len(data) :],
        is_data=_is_data,
    )
    check_required(document, grid.codes(0), REQUIRED)
    cells = grid.melt(
        range(2, len(surveys) + 2),
        MISSING,
        by_row={"label": grid.column(1), "code": grid.codes(0)},
        by_column={
            "period": [rows[header - 2].cells[at] for at in range(2, len(surveys) + 2)],
            "reference_date": surveys,
            "measure": measures,
        },
    )
    reject_duplicates(document, cells, ["code", "reference_date", "measure"])
    return ParsedFile(cells, _stated_release(document, rows[:header]))


def _surveys(document: Document, row: Row) -> list[date]:
    """Read the survey of every column: Junes back to 2002, then the benchmarks."""
    surveys: list[date] = []
    for cell in row.trimmed()[2:]:
        found = _SURVEY.fullmatch(cell.strip())
        if not found:
            raise document.error(
                "this is not the month of a survey", row.line_number, cell
            )
        surveys.append(month_end(int(found[2]), MONTH_NUMBERS[found[1]]))
    order = list(dict.fromkeys(surveys))
    newest = order[0] if order else FIRST_ANNUAL_SURVEY
    years = range(newest.year, FIRST_ANNUAL_SURVEY.year - 1, -1)
    expected = [*(date(year, 6, 30) for year in years), *BENCHMARKS]
    together = sum(older != newer for newer, older in pairwise(surveys)) + 1
    if order != expected or together != len(order):
        raise document.error(
            "the surveys must run from the newest June back to 2002-06, then 2000-03"
            " and five Decembers back to 1974; fetch the file again",
            row.line_number,
        )
    return surveys


def _measures(
    document: Document, rows: list[Row], header: int, width: int, expected: list[str]
) -> list[str]:
    types, maturities = rows[header].cells[2:], rows[header - 1].cells[2:]
    measures: list[str] = []
    for maturity, kind in zip(maturities[:width], types[:width], strict=False):
        name = maturity.strip(), _FOOTNOTES.sub("", kind).strip(' "')
        if _MEASURES.get(name) not in expected:
            raise document.error(
                "this type of security is unknown; if the publisher added it, name it"
                " in the reader and in the source's block",
                rows[header].line_number,
                " ".join(name),
            )
        measures.append(_MEASURES[name])
    if len(measures) != width or any(map(str.strip, types[width:])):
        raise document.error(
            "the three header rows do not name equally many columns",
            rows[header].line_number,
        )
    return measures


def _is_data(row: Row) -> bool:
    return bool(row.cells and re.fullmatch(r"\d{5}", row.cells[0].strip()))


def _stated_release(document: Document, rows: Sequence[Row]) -> date | None:
    for row in rows:
        found = RELEASE.fullmatch(" ".join(row.trimmed()).strip())
        if found:
            try:
                month = datetime.strptime(found[1], "%B").month  # noqa: DTZ007
            except ValueError:
                month = 0  # is reported as a day that is not in the calendar
            return to_date(document, row, int(found[3]), month, int(found[2]))
    return None
