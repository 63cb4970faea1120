"""Write the main tables as a workbook, `tables.xlsx`, for people with a spreadsheet.

Belongs here: which tables, months down and holders across, and that no text in them can
act as a formula or a link. Does not: the figures' meaning (`meta.columns`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import WarehouseError

# Texts stay texts whatever they begin with; links are none.
_INERT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class _Sheet:
    """One sheet: what its first line says, and the query of its rows."""

    name: str
    says: str
    query: str


_BY_HOLDER = """
    pivot (
        select reference_month, holder_name, {column} as figure
        from {table}
        where
            holder_scope = 'country' and instrument = 'total' and {condition}
            and holder_code in (
                select holder_code from holdings
                where
                    holder_scope = 'country' and instrument = 'total'
                    and is_continuing and frequency = 'monthly'
                    and reference_month = (
                        select max(reference_month) from holdings
                        where is_complete_month and instrument = 'total'
                    )
                order by position_usd_mn desc limit 40
            )
    )
    on holder_name using any_value(figure)
    order by reference_month
"""
_CUSTODY = "booked where the first foreign custodian sits; a fall is no sale"
_SHEETS = (
    _Sheet(
        "holdings",
        f"Positions at month-end, USD million, the 40 largest countries; {_CUSTODY}",
        _BY_HOLDER.format(
            column="position_usd_mn", table="holdings", condition="is_continuing"
        ),
    ),
    _Sheet(
        "net_purchases",
        "Bought less sold in the month, USD million, as reported since 2023-02",
        _BY_HOLDER.format(
            column="net_purchases_usd_mn",
            table="holder_flows",
            condition="basis = 'slt_reported'",
        ),
    ),
    _Sheet(
        "valuation_change",
        "What prices did to the holding, USD million, since 2023-02",
        _BY_HOLDER.format(
            column="valuation_change_usd_mn",
            table="holder_flows",
            condition="basis = 'slt_reported'",
        ),
    ),
    _Sheet(
        "market_monthly",
        "Yields, exchange rates and spreads by month; units are in meta.columns",
        "from market_monthly",
    ),
    _Sheet(
        "breaks",
        "Months that do not compare with the month before, and why",
        "select * from series_breaks order by effective_month, break_id",
    ),
    _Sheet(
        "claims",
        "What is claimed of foreign creditors, and what the record says",
        "select claim_number, claim, verdict, why, as_of from claims"
        " order by claim_number",
    ),
    _Sheet(
        "columns",
        "What each column of the public tables holds, with its unit",
        "select table_name, column_name, unit, description from meta.columns"
        " where table_schema = 'main' order by table_name, column_index",
    ),
)


def write_workbook(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the workbook; raises WarehouseError where it cannot be written."""
    import xlsxwriter  # noqa: PLC0415 - slow to import
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    try:
        with xlsxwriter.Workbook(path, _INERT) as book:
            book.set_properties({"created": _built_at(connection)})
            bold = book.add_format({"bold": True})
            about = book.add_worksheet("about")
            for number, line in enumerate(_about(connection)):
                about.write_string(number, 0, line)
            for sheet in _SHEETS:
                _write_sheet(connection, book.add_worksheet(sheet.name), sheet, bold)
    except (FileCreateError, OSError) as problem:
        raise WarehouseError(
            f"{path}: cannot be written ({problem}); free some space or check the"
            " permissions, then run again"
        ) from None


def _built_at(connection: duckdb.DuckDBPyConnection) -> datetime:
    [(moment,)] = connection.execute(
        "select (built_at at time zone 'UTC')::timestamp from meta.build"
    ).fetchall()
    assert isinstance(moment, datetime)  # noqa: S101 - for mypy
    return moment


def _about(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    [(build,)] = connection.execute(
        "select left(fingerprint, 8) from meta.build"
    ).fetchall()
    yield f"TIC Warehouse, build {build} of {_built_at(connection):%Y-%m-%d}"
    yield "Source: US Treasury, TIC, and the publishers in table meta.sources."
    yield (
        "Belgium, Luxembourg, the United Kingdom, Ireland, Switzerland and the Cayman"
        " Islands hold for owners elsewhere."
    )
    for sheet in _SHEETS:
        yield f"{sheet.name}: {sheet.says}."


def _write_sheet(
    connection: duckdb.DuckDBPyConnection,
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    sheet: _Sheet,
    bold: Any,  # noqa: ANN401
) -> None:
    found = connection.execute(sheet.query)
    page.write_string(0, 0, f"{sheet.says}.")
    page.freeze_panes(2, 1)
    page.set_column(0, 0, 12)
    for place, column in enumerate(found.description or ()):
        page.write_string(1, place, column[0], bold)
    for number, row in enumerate(found.fetchall(), start=2):
        _write_row(page, number, row)


def _write_row(page: Any, number: int, row: Sequence[object]) -> None:  # noqa: ANN401
    for place, value in enumerate(row):
        if isinstance(value, str):
            page.write_string(number, place, value[:32_000])
        elif isinstance(value, bool):
            page.write_boolean(number, place, value)
        elif isinstance(value, int | float):
            page.write_number(number, place, value)
        elif isinstance(value, date):
            page.write_datetime(number, place, value)
