"""Parse `oilexp_hist_to2016mar.csv`, Treasuries of twelve oil exporters.

Layout: title, unit, a row of names, a row of codes, then one row per month from
December 1974 to March 2016, the publisher's name, the day of release, notes. Billions
of dollars, one decimal that is left out where it is zero.
"""

import re
from datetime import date
from itertools import zip_longest

from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    reject_duplicates,
    to_date,
)
from orchestration.parsing.grid import Grid
from orchestration.parsing.months import is_month

MEASURE = "holdings"
UNIT = "Billions of dollars"
FOOTER = "Department of the Treasury/Federal Reserve Board"
_TITLE = re.compile(
    r"Holdings by Twelve Foreign Oil Exporters of U\.S\. Treasury Securities - .*"
)
_RELEASE_DAY = re.compile(rf"(\d{{1,2}})-({'|'.join(MONTH_NUMBERS)})")


def recognise(document: Document) -> str | None:
    """`tic_oilexp_hist`, or None, by the title."""
    is_it = _TITLE.match(document.head().lstrip('"'))
    return "tic_oilexp_hist" if is_it else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the twelve countries.

    Raises WarehouseError for a changed unit, a country without a code, a month
    missing or out of order, an unknown mark, a file that ends before its footer.
    """
    del expected_columns  # the countries are the columns, and they have codes
    rows = [row for row in document.rows(",") if not row.is_blank]
    names, codes = _heading(document, rows)
    end = next(
        (at for at, row in enumerate(rows) if row.cells[0].strip() == FOOTER), None
    )
    if end is None:
        raise document.error(
            "the footer is gone, so the file is cut off; fetch it again"
        )
    grid = Grid(
        document,
        rows[4:end],
        len(names) + 1,
        below=rows[end:],
        is_data=lambda row: is_month(row.cells[0]),
    )
    months = grid.months(0)
    grid.check_months(months, step=1)
    cells = grid.melt(
        range(1, len(names) + 1),
        (),
        by_row={"period": grid.column(0), "reference_date": months},
        by_column={
            "label": names,
            "code": codes,
            "measure": [MEASURE for _ in names],
        },
    )
    reject_duplicates(document, cells, ["code", "reference_date"])
    return ParsedFile(cells, _stated_release(document, rows[end:]))


def _heading(document: Document, rows: list[Row]) -> tuple[list[str], list[str]]:
    """Names and codes of the countries; raises where the four lines are others."""
    heads = [row.trimmed() for row in rows[:4]]
    firsts = [head[0].strip() if head else "" for head in heads]
    known = (None, UNIT, "Country:", "country code:")
    for row, first, expected in zip_longest(rows[:4], firsts, known):
        if row is None or (expected is not None and first != expected):
            raise document.error(
                f"the lines above the months must be a title, {UNIT!r}, names and"
                " codes; check what the publisher changed before you extend the reader",
                row.line_number if row else None,
                first,
            )
    names, codes = ([cell.strip() for cell in head[1:]] for head in heads[2:])
    numbered = all(re.fullmatch(r"\d{5}", code) for code in codes)
    if len(names) != len(codes) or not names or not numbered:
        raise document.error(
            "every country needs a code of five digits below its name",
            rows[3].line_number,
            ",".join(codes),
        )
    return names, codes


def _stated_release(document: Document, footer: list[Row]) -> date | None:
    """`16-May,2016` in two cells, as a spreadsheet made of the publisher's date."""
    for row in footer:
        found = _RELEASE_DAY.fullmatch(row.cells[0].strip())
        year = row.cells[1].strip() if len(row.cells) > 1 else ""
        if found and re.fullmatch(r"(19|20)\d\d", year):
            month = MONTH_NUMBERS[found[2]]
            return to_date(document, row, int(year), month, int(found[1]))
    return None
