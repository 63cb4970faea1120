"""Run the queries of others on the published file, within bounds.

Belongs here: which statements run, how many rows and seconds they get, and which sums
would mislead. Does not: opening the file sealed off (`storage/connections.py`).
"""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.errors import WarehouseError
from orchestration.storage.connections import is_sealed_off

MAX_ROWS = 500
MAX_SECONDS = 20.0
MAX_CHARACTERS = 100_000

_BY_HOLDER = {"holder_code", "holder_name", "holder_scope"}
_SUMS = {"sum", "fsum", "kahan_sum", "list_sum"}
_MEANS = {"avg", "favg", "list_avg", "list_aggregate", "list_aggr", "aggregate"}
_MONTHS = {"reference_month", "month"}
# Totals and regions stand among the countries in these.
_MIXED = """
    select tables.table_name, tables.one_row_where
    from meta.columns as columns
    inner join meta.tables as tables using (table_schema, table_name)
    where table_schema = 'main' and column_name = 'holder_scope'
    union all
    select asked.name, tables.one_row_where
    from (
        values
        ('holdings_vintages', 'holdings'),
        ('holder_flows_vintages', 'holder_flows'),
        ('holdings_as_of', 'holdings'),
        ('holder_flows_as_of', 'holder_flows'),
        ('holder_securities_as_of', 'holder_securities')
    ) as asked (name, as_in)
    inner join meta.tables as tables
        on asked.as_in = tables.table_name and tables.table_schema = 'main'
"""


@dataclass(frozen=True)
class Rows:
    """What a query gave; `is_cut` where there were more rows than were asked for."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    is_cut: bool
    tables: set[str]


def run_sealed(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    max_rows: int = MAX_ROWS,
    max_seconds: float = MAX_SECONDS,
) -> Rows:
    """Run one SELECT of a sealed connection.

    Raises WarehouseError for another statement, for a sum that adds up what contains
    each other, for an error of the query, and where it takes too long.
    """
    tree = _one_select(connection, query)
    tables = {name for node in _nodes(tree) for name in _table_of(node)}
    _refuse_double_sums(connection, tree, tables)
    _refuse_sums_of_months(tree)
    timer = threading.Timer(max_seconds, connection.interrupt)
    timer.start()
    try:
        found = connection.execute(query)
        rows = found.fetchmany(max_rows + 1)
    except duckdb.InterruptException:
        raise WarehouseError(
            f"the query took longer than {max_seconds:g} seconds and was stopped; ask"
            " for fewer months or holders"
        ) from None
    except duckdb.Error as problem:
        raise WarehouseError(_reason(problem)) from None
    finally:
        timer.cancel()
    columns = [column[0] for column in found.description or ()]
    shown = _within(rows[:max_rows])
    return Rows(columns, shown, len(shown) < len(rows), tables)


def _one_select(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    """Parse the query; raises WarehouseError unless it is one SELECT."""
    try:
        statements = connection.extract_statements(query)
        if len(statements) == 1 and statements[0].type == duckdb.StatementType.SELECT:
            [row] = connection.execute(
                "select json_serialize_sql($1)", [query]
            ).fetchall()
            tree: dict[str, Any] = json.loads(row[0])
            if not tree["error"]:
                return tree
    except duckdb.Error as problem:
        raise WarehouseError(_reason(problem)) from None
    raise WarehouseError(
        "only one SELECT is run here (from, select, with); the file is read-only"
    )


def _reason(problem: duckdb.Error) -> str:
    if is_sealed_off(problem):
        return (
            "the query reaches for a file, the network or a setting; it may ask the"
            " published tables only, and table `tables` lists them"
        )
    words = " ".join(str(problem).split("\n\n", maxsplit=1)[0].split())
    return f"the query failed: {words}; `columns` lists what a table has"


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - parsed JSON
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for each in tree:
            yield from _nodes(each)


def _table_of(node: dict[str, Any]) -> Iterator[str]:
    if node.get("type") == "BASE_TABLE":
        yield str(node["table_name"]).lower()
    if node.get("type") == "TABLE_FUNCTION":
        yield str(node["function"]["function_name"]).lower()


def _refuse_double_sums(
    connection: duckdb.DuckDBPyConnection, tree: dict[str, Any], tables: set[str]
) -> None:
    """Raise WarehouseError for a sum over totals and the countries in them."""
    if not _sums(tree, _SUMS | _MEANS):
        return
    conditions = dict(connection.execute(_MIXED).fetchall())
    mixed = sorted(tables & conditions.keys())
    if not mixed:
        return
    filters = _filters(tree)
    if not filters & _BY_HOLDER:
        raise WarehouseError(
            f"this would add up holders that contain each other: {mixed[0]} has totals,"
            " regions and groups beside countries; add where holder_scope = 'country',"
            " name one holder, or ask holdings_by_country or flows_by_country"
        )
    for table in mixed:
        _refuse_parts(table, conditions[table] or "", filters)


def _refuse_parts(table: str, condition: str, filters: set[str]) -> None:
    """Raise WarehouseError where several rows of a holder's month are added up."""
    told_apart = re.findall(r"(\w+) = ", condition)
    missing = [name for name in told_apart if name not in filters]
    if "instrument" in missing:
        raise WarehouseError(
            f"this would add a total to its own parts: {table} has total, long_term and"
            " short_term; add where instrument = 'total' or group by instrument"
        )
    if missing:
        raise WarehouseError(
            f"this would add up figures that overlap: {table} has one row for each"
            f" holder and month only where {condition}; add that, or group by"
            f" {', '.join(missing)}"
        )


def _refuse_sums_of_months(tree: dict[str, Any]) -> None:
    """Raise WarehouseError for a sum of what was held at the ends of several months."""
    positions = {
        name
        for node in _sums(tree, _SUMS)
        for name in _column_names(node.get("children"))
        if name.endswith("position_usd_mn")
    }
    if positions and not _filters(tree) & _MONTHS:
        raise WarehouseError(
            f"this would add up {min(positions)} of many months, and what is held at"
            " the end of one month is held at the end of the next; add where"
            " reference_month = date '2026-04-30' or group by reference_month"
        )


def _filters(tree: dict[str, Any]) -> set[str]:
    """Name the columns that a query filters, joins or groups by."""
    nodes = list(_nodes(tree))
    return {
        *(name for node in nodes for name in _grouped_by_all(node)),
        *(
            name
            for node in nodes
            for part in ("where_clause", "group_expressions", "condition", "partitions")
            for name in _column_names(node.get(part))
        ),
    }


def _sums(tree: dict[str, Any], names: set[str]) -> list[dict[str, Any]]:
    """List the functions of these names in a query, windows too."""
    return [
        node
        for node in _nodes(tree)
        if node.get("class") in ("FUNCTION", "WINDOW")
        and str(node.get("function_name", "")).lower() in names
    ]


def _grouped_by_all(node: dict[str, Any]) -> Iterator[str]:
    """Columns that `group by all` groups by: those that stand alone in the list."""
    if node.get("aggregate_handling") == "FORCE_AGGREGATES":
        for each in node["select_list"]:
            if each.get("class") == "COLUMN_REF":
                yield str(each["column_names"][-1]).lower()


def _column_names(tree: Any) -> Iterator[str]:  # noqa: ANN401 - parsed JSON
    for node in _nodes(tree):
        if node.get("class") == "COLUMN_REF":
            yield str(node["column_names"][-1]).lower()


def _within(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Keep as many rows as a reader can take in: MAX_CHARACTERS of text."""
    length = 0
    for count, row in enumerate(rows):
        length += sum(len(str(value)) for value in row)
        if length > MAX_CHARACTERS:
            return rows[:count]
    return rows
