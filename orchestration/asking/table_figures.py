"""Lead a figure of any published table back to cells, files, or the reason for none.

Belongs here: handles such as
`tic:ed804414/yields/us/120/2026-04-30/par_yield_pct=4.4`, whose rows are named by their
keys. Does not: writing them, which `meta.cite_row` does, or the handles of a holder's
month (`handles.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.asking.answers import rows_of
from orchestration.asking.places import FilesRead, Place, all_landed, has_hash, place_of
from orchestration.errors import WarehouseError, printable
from orchestration.publishing.citations import SEPARATOR, row_name
from orchestration.settings import Settings
from orchestration.storage.quoting import quoted

# Parts of holder_flows that meta.lineage_of finds, by the figure they make up.
POSITIONS = ("position", "position_of_the_month_before")
TRADES = ("net_purchases", "gross_purchases", "gross_sales")
PARTS = {
    "position": ("position",),
    "position_change": POSITIONS,
    "net_purchases": TRADES,
    "gross_purchases": ("gross_purchases",),
    "gross_sales": ("gross_sales",),
    "valuation_change": ("valuation_change",),
    "other_change": (*POSITIONS, *TRADES, "valuation_change"),
}
_OF_HOLDERS = (
    "holdings",
    "holder_flows",
    "holdings_by_country",
    "flows_by_country",
    "holdings_by_country_and_instrument",
    "flows_by_country_and_instrument",
)
_CELL = (
    "reference_date, cell_text, file_name, released_on, url, source_sha256, line_number"
)
# What a cell may be multiplied by on its way: the powers of ten of its units.
_POWERS = [-9, -6, -3, -2, -1, 0, 1, 2, 3, 6, 9]
# A quarter's cell may be of its first day, and a weekly one of a day before the end.
_DAYS_APART = 100
# As meta.lineage_of_column without its count of steps, which takes a second at times.
_BEHIND = """
    with recursive behind as (
        select from_schema, from_table, from_column from meta.column_lineage
        where table_schema = 'main' and table_name = $1 and column_name = $2
        union
        select lineage.from_schema, lineage.from_table, lineage.from_column
        from behind
        inner join meta.column_lineage as lineage
            on
                behind.from_schema = lineage.table_schema
                and behind.from_table = lineage.table_name
                and behind.from_column = lineage.column_name
    )
    select distinct from_schema, from_table from behind
"""
_ABOVE = """
    with recursive above as (
        select from_schema, from_table from meta.table_lineage
        where table_schema = 'main' and table_name = $1
        union
        select lineage.from_schema, lineage.from_table
        from above
        inner join meta.table_lineage as lineage
            on
                above.from_schema = lineage.table_schema
                and above.from_table = lineage.table_name
    )
    from above
"""
_NOT_FOLLOWED = (
    "the column cannot be followed to its cells (it is counted, set, or computed in"
    " Python); its table is made of these files"
)
# Made only for publishers' errors; not where a figure comes from.
_CORRECTIONS = "corrections"


@dataclass(frozen=True)
class TableFigure:
    """A figure of a row of a table, as it is now."""

    table: str
    column: str
    row: dict[str, Any]
    unit: str

    @property
    def value(self) -> float | None:
        """The figure today; None where the row has none."""
        found = self.row.get(self.column)
        return None if found is None else float(found)


@dataclass(frozen=True)
class Origin:
    """What is behind a figure: cells, or files, or why there are neither."""

    places: Sequence[Place] = ()
    files: Sequence[FilesRead] = ()
    made_of: Sequence[str] = ()  # of what is computed: table.column, one step up
    reason: str | None = None


def find_figure(
    connection: duckdb.DuckDBPyConnection, table: str, row: str, column: str
) -> TableFigure | None:
    """Find a figure of a published table by the name of its row.

    None where there is no such table or column; without fields where there is no row.
    """
    found = connection.execute(
        "select key_columns, unit from meta.tables inner join meta.columns"
        " using (table_schema, table_name) where table_schema = 'main'"
        " and table_name = $1 and column_name = $2 and key_columns is not null"
        " and regexp_matches(data_type, 'INT|DOUBLE|DECIMAL')"
        " and not list_contains(string_split(key_columns, $3), column_name)",
        [table, column, SEPARATOR],
    ).fetchone()
    if found is None:
        return None
    keys, unit = found
    rows = rows_of(
        connection,
        f"select * from {quoted(table)} where {row_name(keys.split(SEPARATOR))} = $1"
        " limit 1",
        [row],
    )
    return TableFigure(table, column, rows[0] if rows else {}, unit or "")


def origin_of(
    connection: duckdb.DuckDBPyConnection, settings: Settings, figure: TableFigure
) -> Origin:
    """Say what is behind a figure, the nearest first: its cells, else its files."""
    if figure.value is None:
        return Origin()
    behind = connection.execute(_BEHIND, [figure.table, figure.column]).fetchall()
    raw_tables = _raw_tables(behind)
    if raw_tables and (cells := _cells(connection, figure)):
        return Origin(places=[place_of(settings, *cell) for cell in cells])
    if files := list(_files(connection, settings, raw_tables)):
        return Origin(files=files, made_of=_made_of(connection, figure))
    if any(schema == "seeds" for schema, _ in behind):
        return Origin(reason=_from_seeds(behind))
    above = connection.execute(_ABOVE, [figure.table]).fetchall()
    files = list(_files(connection, settings, _raw_tables(above)))
    return Origin(files=files, reason=_NOT_FOLLOWED if files else _from_seeds(above))


def _made_of(connection: duckdb.DuckDBPyConnection, figure: TableFigure) -> list[str]:
    """Name the columns that a computed column is made of, one step up."""
    rows = connection.execute(
        "select distinct concat_ws('.', from_schema, from_table, from_column)"
        " from meta.column_lineage where table_schema = 'main' and table_name = $1"
        " and column_name = $2 and from_schema <> 'seeds' order by all",
        [figure.table, figure.column],
    ).fetchall()
    return [name for (name,) in rows]


def _raw_tables(behind: Sequence[tuple[str, str]]) -> list[str]:
    return sorted({name for schema, name in behind if schema == "raw"})


def _cells(
    connection: duckdb.DuckDBPyConnection, figure: TableFigure
) -> list[tuple[Any, ...]]:
    """Find the cells that a figure was read from; none where it is computed."""
    row = figure.row
    if figure.table in _OF_HOLDERS:
        return _of_a_holder(connection, figure)
    if (figure.table, figure.column) == ("yields", "par_yield_pct"):
        source, values = (
            "meta.lineage_of_yield($1, $2, $3)",
            [row["country"], row["tenor_months"], row["date"]],
        )
    elif (figure.table, figure.column) == ("fx_rates", "units_per_usd"):
        source, values = (
            "meta.lineage_of_fx_rate($1, $2, $3)",
            [row["currency"], row["date"], row["fixing"]],
        )
    else:
        return _equal_cells(connection, figure)
    return connection.execute(
        f"select row_or_series, date, {_CELL.partition(', ')[2]} from {source}", values
    ).fetchall()


def _of_a_holder(
    connection: duckdb.DuckDBPyConnection, figure: TableFigure
) -> list[tuple[Any, ...]]:
    """Find the cells of a holder's month, by the measure that the column's name has."""
    name, instrument = (
        figure.column.removesuffix("_usd_mn"),
        figure.row.get("instrument"),
    )
    for each in ("long_term", "short_term"):
        if name.startswith(f"{each}_"):
            name, instrument = name.removeprefix(f"{each}_"), each
    if name not in PARTS:
        return []
    return holder_cells(
        connection,
        figure.row["holder_code"],
        figure.row["reference_month"],
        instrument or "total",
        PARTS[name],
    )


def holder_cells(
    connection: duckdb.DuckDBPyConnection,
    holder: str,
    month: date,
    instrument: str,
    parts: Sequence[str],
) -> list[tuple[Any, ...]]:
    """Find the cells of some parts of a holder's month, as `place_of` takes them."""
    return connection.execute(
        f"select figure, reference_month, {_CELL.partition(', ')[2]}"
        " from meta.lineage_of($1, $2, $3) where list_contains($4, figure)",
        [holder, month, instrument, list(parts)],
    ).fetchall()


def _equal_cells(
    connection: duckdb.DuckDBPyConnection, figure: TableFigure
) -> list[tuple[Any, ...]]:
    """Find the cells of the row's own line that have the figure, in whatever unit."""
    row, value = figure.row, figure.value
    if value is None or not row.get("source_sha256") or row.get("line_number") is None:
        return []
    [raw_table] = connection.execute(
        "select raw_table from meta.landed_files where sha256 = $1",
        [row["source_sha256"]],
    ).fetchone() or [None]
    if raw_table is None:
        return []
    days = [each for each in row.values() if isinstance(each, date)]
    found = connection.execute(
        "select measure, if(measure in (trim(label), 'value'), trim(label),"
        f" concat_ws(', ', trim(label), measure)), {_CELL}"
        f" from raw.{quoted(raw_table)} as cells inner join meta.landed_files as landed"
        " on cells.source_sha256 = landed.sha256"
        " where source_sha256 = $1 and line_number = $2"
        " and coalesce($3, column_number) is not distinct from column_number"
        " and list_bool_or(list_transform($4, lambda day:"
        f" abs(day::date - reference_date) <= {_DAYS_APART}))"
        f" and list_bool_or(list_transform({_POWERS}, lambda power:"
        " abs(abs(cell_value) * pow(10, power) - $5) <= 1e-9 * $5))",
        [
            row["source_sha256"],
            row["line_number"],
            row.get("column_number"),
            days,
            abs(value),
        ],
    ).fetchall()
    named = [cell for cell in found if cell[0] and cell[0] in figure.column]
    return [cell[1:] for cell in named or found]


def _files(
    connection: duckdb.DuckDBPyConnection, settings: Settings, raw_tables: Sequence[str]
) -> Iterator[FilesRead]:
    """Name the files of the raw tables that a column is made of."""
    found = connection.execute(
        "select raw_table, sum(cells)::bigint, list((sha256, file_name))"
        " from meta.landed_files where list_contains($1, raw_table)"
        " group by all order by all",
        [list(raw_tables)],
    ).fetchall()
    landed = all_landed(settings) if found else {}
    for raw_table, cells, files in found:
        changed = [
            name for sha256, name in files if not has_hash(landed.get(sha256), sha256)
        ]
        yield FilesRead(raw_table, cells, len(files), tuple(sorted(changed)))


def _from_seeds(behind: Sequence[tuple[str, str]]) -> str:
    """Say that a figure is in no publisher's file."""
    seeds = {name for schema, name in behind if schema == "seeds"} - {_CORRECTIONS}
    if seeds:
        return f"it is made of this project's own seeds, {', '.join(sorted(seeds))}"
    return "it is set by the table's own query"


def no_such_figure(text: str) -> WarehouseError:
    """Make the error for a handle that names no figure of the published tables."""
    return WarehouseError(
        f"{printable(text)!r} is no handle; it looks like"
        " tic:ed804414/holdings/japan/2026-04/total=1209889 or"
        " tic:ed804414/yields/us/120/2026-04-30/par_yield_pct=4.4; the queries"
        " from meta.cite('Japan', date '2026-04-30') and"
        " from meta.cite_row('yields', 'us/120/2026-04-30') give them"
    )
