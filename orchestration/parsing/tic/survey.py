"""`shlhistdat`: foreign holdings of US securities by country in every survey.

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
from itertools import pairwise

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
from orchestration.parsing.months import reject_misfits

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
    header = _find_header(document, rows)
    surveys = _surveys(document, rows[header - 2])
    measures = _measures(document, rows, header, len(surveys), expected_columns)
    data = _data_rows(document, rows[header + 1 :], len(surveys) + 2)
    if data[-1] is rows[-1]:
        reject_open_end(document, data[-1])
    cells = melt(
        document,
        data,
        columns=range(2, len(surveys) + 2),
        missing=MISSING,
        by_row={
            "label": [row.cells[1] for row in data],
            "code": [row.cells[0].strip() for row in data],
        },
        by_column={
            "period": [rows[header - 2].cells[at] for at in range(2, len(surveys) + 2)],
            "reference_date": surveys,
            "measure": measures,
        },
    )
    reject_duplicates(document, cells, ["code", "reference_date", "measure"])
    return ParsedFile(cells, _stated_release(document, rows[:header]))


def _find_header(document: Document, rows: list[Row]) -> int:
    """Where the codes' heading stands, below two rows of surveys and maturities."""
    for index, row in enumerate(rows):
        if [cell.strip() for cell in row.cells[:2]] == list(_HEADER) and index > 1:
            _reject_other_lines(document, rows[: index - 2], row)
            return index
    raise document.error("the row that begins with 'Country code' is gone")


def _reject_other_lines(document: Document, above: list[Row], header: Row) -> None:
    unit_seen = False
    for row in above:
        line = " ".join(cell.strip() for cell in row.cells if cell.strip())
        unit_seen = unit_seen or bool(UNIT.fullmatch(line))
        if line and not any(known.fullmatch(line) for known in _PREAMBLE):
            raise document.error(
                "this heading is unknown (the unit must be millions of dollars); check"
                " what the publisher changed before you extend the reader",
                row.line_number,
                line,
            )
    if not unit_seen:
        raise document.error(
            "no unit line about millions of dollars stands above the surveys; the unit"
            " may have changed, so check the publisher's page",
            header.line_number,
        )


def _surveys(document: Document, row: Row) -> list[date]:
    """The survey of every column: Junes back to 2002, then the benchmarks."""
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


def _data_rows(document: Document, rows: list[Row], width: int) -> list[Row]:
    is_data = [bool(re.fullmatch(r"\d{5}", row.cells[0].strip())) for row in rows]
    end = is_data.index(False) if False in is_data else len(rows)
    below = next((row for at, row in enumerate(rows) if at > end and is_data[at]), None)
    if below is not None:
        raise document.error(
            "a row of data stands below the notes, or the row above is damaged; fetch"
            " the file again",
            below.line_number,
            below.cells[1] if len(below.cells) > 1 else None,
        )
    reject_misfits(document, rows[:end], width)
    _reject_absent(document, rows[:end])
    return rows[:end]


def _reject_absent(document: Document, data: Sequence[Row]) -> None:
    codes = {row.cells[0].strip() for row in data}
    absent = [code for code in REQUIRED if code not in codes]
    if absent:
        raise document.error(
            f"the rows of {', '.join(absent)} are not in the file, so it is cut off;"
            " fetch it again"
        )


def _stated_release(document: Document, rows: Sequence[Row]) -> date | None:
    for row in rows:
        found = RELEASE.fullmatch(" ".join(row.trimmed()).strip())
        if found:
            try:
                month = datetime.strptime(found[1], "%B").month  # noqa: DTZ007
            except ValueError:
                month = 0  # is told as a day that is not in the calendar
            return to_date(document, row, int(found[3]), month, int(found[2]))
    return None
