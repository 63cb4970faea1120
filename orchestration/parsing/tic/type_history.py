"""Parse histories by type: `slt2d_history.csv`, `bltype_history.csv`.

Both hold one row per month (`2023-Jan`, newest first) and a column per type, with the
names of the columns stacked over several rows and the titles chopped over cells.
Millions of dollars. `slt2d_history` (TIC Table 2D) splits long-term securities by type
and by official and private holders; it has rows without figures for the two months
that Form SLT skipped. `bltype_history` (forms BL) splits banks' liabilities to
foreigners, short-term Treasuries among them; its columns are numbered in brackets, and
the number is the column's name here.
"""

import re

from orchestration.parsing.document import Document, ParsedFile, Row
from orchestration.parsing.grid import Grid, check_headings, check_lines, stacked
from orchestration.parsing.months import SLT_GAP, is_month

_TABLE_2D = (
    "Table2D:U.S.Long-TermSecuritiesHeldbyForeignResidents",
    "Millionsofdollars",
)
_LIABILITIES = (
    "HistoricalLiabilitiestoForeignersbyTypeandHolder",
    "[Positionatendofperiodinmillionsofdollars.Source:TreasuryInternationalCapital"
    "ReportingSystem]",
)
_ISSUERS = {
    "depository": "Of which: Issued by depository inst.",
    "other_financial": "Of which: Issued by other fin. org.",
    "non_financial": "Of which: Issued by non-fin org.",
}
_ASSET_BACKED = "Of which: Asset- backed securities"

# What is printed above each column of Table 2D. The parts ("of which") repeat their
# words: only the column to their left tells whose parts they are.
TABLE_2D = {
    "total": "U.S. long-term securities Total",
    "total_official": "U.S. long-term securities Held by: Foreign official",
    "total_private": "U.S. long-term securities Held by: Foreign Private",
    "treasury": "U.S. Treasury bonds Total All Foreigners",
    "treasury_official": "U.S. Treasury bonds Held by: Foreign official",
    "treasury_private": "U.S. Treasury bonds Held by: Foreign private",
    "agency": "U.S. Agency bonds Total",
    "agency_official": "U.S. Agency bonds Held by: Foreign official",
    "agency_official_asset_backed": _ASSET_BACKED,
    "agency_private": "U.S. Agency bonds Held by: Foreign Private",
    "agency_private_asset_backed": _ASSET_BACKED,
    "corporate_bond": "U.S. Corporate bonds Total",
    "corporate_bond_official": "U.S. Corporate bonds Held by: Foreign official",
    "corporate_bond_official_asset_backed": _ASSET_BACKED,
    **{f"corporate_bond_official_{who}": text for who, text in _ISSUERS.items()},
    "corporate_bond_official_state_local": "Of which: Issued by state and local",
    "corporate_bond_private": "U.S. Corporate bonds Held by: Foreign private",
    "corporate_bond_private_asset_backed": _ASSET_BACKED,
    **{f"corporate_bond_private_{who}": text for who, text in _ISSUERS.items()},
    "corporate_bond_private_state_local": "Of which Issued by state and local",
    "equity": "U.S. Corporate stocks Total",
    "equity_official": "U.S. Corporate stocks Held by: Foreign official",
    "equity_official_fund_shares": "Of which: Fund shares",
    **{f"equity_official_{who}": text for who, text in _ISSUERS.items()},
    "equity_private": "U.S. Corporate stocks Held by: Foreign private",
    "equity_private_fund_shares": "Of which: Fund shares",
    **{f"equity_private_{who}": text for who, text in _ISSUERS.items()},
}

# The columns that staging reads, and the totals that hold them: a renumbered edition
# must stop us. Of the others the number alone is compared.
LIABILITIES = {
    2: "Liab payable in dollars [2]",
    3: "Held by FOI: Total Liab in dollars (=sum(4-7)) [3]",
    5: "Held by FOI: ST Treas securities [5]",
    8: "Held by forgn banks: Total Liab in dollars (=sum(9-12)) [8]",
    10: "Held by forgn banks: ST Treas securities [10]",
    13: "Held by oth forgn: Total Liab in dollars (=sum(14-17)) [13]",
    15: "Held by oth forgn: ST Treas securities [15]",
    18: "Held by int'l & reg orgs Total Liab in dollars (=sum(19-22)) [18]",
    20: "Held by int'l & reg orgs ST Treas securities [20]",
    40: "Neg CDs & ST neg securities in dollars (=41+42) [40]",
    41: "ST Treas securities [41]",
}


def recognise(document: Document) -> str | None:
    """`tic_slt2d_history`, `tic_bltype_history`, or None, by the titles."""
    head = re.sub(r'[",\s]', "", document.head())
    if not document.head().startswith('"'):
        return None  # the same table of one month in fixed width, which is not read
    if "".join(_TABLE_2D) in head:
        return "tic_slt2d_history"
    return "tic_bltype_history" if _LIABILITIES[0] in head else None


def parse_slt2d(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of Table 2D.

    Raises WarehouseError for a changed title, unit or column, an unknown mark, a
    missing figure outside 2011-10 and 2011-11, a month missing or out of order.
    """
    heading, data = _split(document, _TABLE_2D)
    check_headings(document, heading, dict(enumerate(TABLE_2D.values(), 1)))
    parsed = _parse(document, heading, data, expected_columns, ("n.a.",))
    first, last = SLT_GAP
    cells = parsed.cells
    months = cells["reference_date"].dt.date
    outside = cells[cells["cell_value"].isna() & ~((months > first) & (months < last))]
    if not outside.empty:
        raise document.error(
            "a figure is missing outside the two months that Form SLT skipped; check"
            " what the publisher withholds before you extend the reader",
            int(outside["line_number"].iloc[0]),
            str(outside["cell_text"].iloc[0]),
        )
    return parsed


def parse_bltype(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the liabilities by type and holder.

    Raises WarehouseError for a changed title, unit or numbering, an unknown mark, a
    month missing or out of order.
    """
    heading, data = _split(document, _LIABILITIES)
    check_headings(document, heading, LIABILITIES)
    numbers = dict(enumerate(expected_columns, 1))
    check_headings(document, heading[-1:], numbers)
    return _parse(document, heading, data, expected_columns, ("n.a.", "-"))


def _split(document: Document, titles: tuple[str, ...]) -> tuple[list[Row], list[Row]]:
    """Split the rows that name the columns from the data; raises for other titles."""
    rows = [row for row in document.rows(",") if not row.is_blank]
    check_lines(document, rows[: len(titles)], titles)
    body = rows[len(titles) :]
    is_data = [is_month(row.cells[0]) for row in body]
    first = is_data.index(True) if True in is_data else len(body)
    return body[:first], body[first:]


def _parse(
    document: Document,
    heading: list[Row],
    data: list[Row],
    measures: list[str],
    missing: tuple[str, ...],
) -> ParsedFile:
    columns = range(1, len(measures) + 1)
    grid = Grid(document, data, len(measures) + 1)
    months = grid.months(0)
    grid.check_months(months, step=-1)
    cells = grid.melt(
        columns,
        missing,
        by_row={"period": grid.column(0), "reference_date": months},
        by_column={
            "label": [stacked(heading, column) for column in columns],
            "measure": measures,
        },
    )
    return ParsedFile(cells)
