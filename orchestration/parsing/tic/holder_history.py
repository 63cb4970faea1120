"""Parse frozen histories by holder: `slt3d_globl.csv` and `s1_globl.txt`.

Both hold one row per holder and month (name, code, month, then figures), sorted by
holder with the newest month first, the Grand Total last. Millions of dollars.
`slt3d_globl` (TIC Table 3D, positions in Treasuries, 2011-09 to 2023-01) chops its
titles and notes over cells; the notes break CSV's quoting and are never read.
`s1_globl` (Form S, gross transactions in long-term securities, 1977-01 to 2023-01)
stacks the names of its columns over fourteen rows. They are compared with FORM_S
before a figure is read, because only the column tells a purchase from a sale: columns
[1] to [6] are what foreigners bought, [7] to [12] what they sold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from orchestration.parsing.document import Document, ParsedFile, Row
from orchestration.parsing.grid import Grid, check_headings, check_lines, squeezed
from orchestration.parsing.months import SLT_GAP, Gap, is_month

KEY_CELLS = 3  # name, code, month
REQUIRED = ("42609", "69995", "79995", "99996")  # the last one closes both files

# Until then Form S prints no row for a month in which a holder did not trade.
FORM_S_RAGGED_UNTIL = date(1981, 12, 31)

# The lines above Table 3D without their blanks; its columns are chopped over cells,
# so that a line is compared as a whole.
_TABLE_3D = (
    "TABLE3D:U.S.TreasurySecuritiesHeldbyForeignResidents1/",
    "Millionsofdollars",
    "TotalU.S.Long-termShort-term",
    "TreasuryU.S.TreasuryU.S.Treasury",
    "SecuritiesSecuritiesSecurities",
)
_FORM_S_TITLES = (
    "U.S.TransactionswithForeignersinLong-termDomesticandForeignSecurities,byTypeand"
    "Country",
    "Allamountsinmillionsofdollars.",
    '[Refertocntrysec.htmlfilefor"CntryCode"identification.]',
)
_BOUGHT = "Gross purchases by foreigners from U.S. residents"
_SOLD = "Gross sales by foreigners to U.S. residents"
_TREASURY = "Marketable U.S. Treasury and Federal Financing Bank bonds & notes"
_AGENCY = (
    "Domestic securities Bonds of U.S. Gov't corps. & federally sponsored agencies"
)

# What is printed above each column of Form S. The words of the sales stand over the
# agencies, one column too far to the right.
FORM_S_KEYS = ("Country name", "Country code", "End of month")
FORM_S = {
    "purchases_treasury": f"{_BOUGHT} {_TREASURY} [1]",
    "purchases_agency": f"{_AGENCY} [2]",
    "purchases_corporate_bond": "U.S. corporate & other bonds [3]",
    "purchases_equity": "U.S. corporate stocks [4]",
    "purchases_foreign_bond": "Foreign securities Bonds [5]",
    "purchases_foreign_stock": "Stocks [6]",
    "sales_treasury": f"{_TREASURY} [7]",
    "sales_agency": f"{_SOLD} {_AGENCY} [8]",
    "sales_corporate_bond": "U.S. corporate & other bonds [9]",
    "sales_equity": "U.S. corporate stocks [10]",
    "sales_foreign_bond": "Foreign securities Bonds [11]",
    "sales_foreign_stock": "Stocks [12]",
}


@dataclass(frozen=True)
class _Table:
    """The rows of one file by kind, and what may be missing in it."""

    heading: list[Row]
    data: list[Row]
    below: list[Row]
    is_known_gap: Gap
    missing: tuple[str, ...] = ()


def recognise(document: Document) -> str | None:
    """`tic_slt3d_globl`, `tic_s1_globl`, or None, by the titles."""
    head = re.sub(r'[",\s]', "", document.head())
    if document.head().startswith('"') and "".join(_TABLE_3D[:2]) in head:
        return "tic_slt3d_globl"
    return "tic_s1_globl" if _FORM_S_TITLES[0].replace(",", "") in head else None


def parse_slt3d(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of Table 3D.

    Raises WarehouseError for a changed heading or unit, an unknown mark, a row that
    does not fit, a month out of order, repeated or missing other than 2011-10 and
    2011-11, data below the notes, a file that ends before its Grand Total does.
    """
    table = _split(document, _above_notes(document), _is_slt_gap, ("n.a.",))
    filled = [row for row in table.heading if squeezed(row.cells).strip("-")]
    check_lines(document, filled, _TABLE_3D, table.data[0])
    return _parse(document, table, expected_columns)


def parse_form_s(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of Form S.

    Raises WarehouseError as `parse_slt3d` does, with the columns compared one by one;
    from 1982 on every holder has a row for every month between its first and last.
    """
    table = _split(document, document.rows("\t"), _is_form_s_gap)
    count = len(_FORM_S_TITLES)
    check_lines(document, table.heading[:count], _FORM_S_TITLES, table.data[0])
    headings = dict(enumerate([*FORM_S_KEYS, *FORM_S.values()]))
    check_headings(document, table.heading[count:], headings)
    return _parse(document, table, expected_columns)


def _above_notes(document: Document) -> list[Row]:
    """Split the rows as far as they can be; raises for data among the notes."""
    above, mark, notes = document.content.partition(b'"Notes:"')
    below = re.search(rb'^.*,\d{5},"?\d{4}-\d\d"?,.*$', notes, re.M)
    if below:
        raise document.error(
            "a row of data is below the notes; the file is out of order, so fetch"
            " it again",
            (above + mark + notes[: below.start()]).count(b"\n") + 1,
            below[0].decode("latin-1"),
        )
    return Document(document.name, above).rows(",")


def _is_slt_gap(older: date, newer: date) -> bool:
    return (older, newer) == SLT_GAP


def _is_form_s_gap(older: date, newer: date) -> bool:
    del older
    return newer <= FORM_S_RAGGED_UNTIL


def _split(
    document: Document,
    rows: list[Row],
    is_known_gap: Gap,
    missing: tuple[str, ...] = (),
) -> _Table:
    """Heading and data; whatever is below the data must be blank."""
    first = next((at for at, row in enumerate(rows) if _is_data(row)), len(rows))
    data = [row for row in rows[first:] if not row.is_blank]
    if not data:
        raise document.error("the table has a heading but no rows; fetch it again")
    for row in data:
        if not _is_data(row):
            raise document.error(
                "this row does not begin with a name, a code and a month, as all others"
                " do; the file may be cut off, so fetch it again",
                row.line_number,
                " ".join(row.cells),
            )
    below = rows[data[-1].line_number :]
    return _Table(rows[:first], data, below, is_known_gap, missing)


def _is_data(row: Row) -> bool:
    return (
        len(row.cells) >= KEY_CELLS
        and bool(re.fullmatch(r"\d{5}", row.cells[1].strip()))
        and is_month(row.cells[2])
    )


def _parse(document: Document, table: _Table, measures: list[str]) -> ParsedFile:
    width = KEY_CELLS + len(measures)
    grid = Grid(document, table.data, width, below=table.below)
    months = grid.months(2)
    codes = grid.codes(1)
    cells = grid.melt(
        range(KEY_CELLS, width),
        table.missing,
        by_row={
            "label": grid.column(0),
            "code": codes,
            "period": grid.column(2),
            "reference_date": months,
        },
        by_column={"measure": measures},
    )
    grid.check_months(months, step=-1, holder=1, is_known_gap=table.is_known_gap)
    _reject_absent(document, codes, months)
    return ParsedFile(cells)


def _reject_absent(
    document: Document, codes: Sequence[str], months: Sequence[date]
) -> None:
    """Every required code has each month that others have."""
    every = set(months)
    for code in REQUIRED:
        own = {month for each, month in zip(codes, months, strict=True) if each == code}
        if own != every:
            raise document.error(
                f"{code} has no row for {max(every - own):%Y-%m}, which the file has"
                " for others, so it is cut off; fetch it again"
            )
